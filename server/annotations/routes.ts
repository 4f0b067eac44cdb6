import { routes } from '#shared/routes.ts'
import { notFound } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { annotationHistory } from './annotation-history.ts'

/** Mounts what is read of the log over HTTP. */
export function mountHistory(mount: Mount, { store }: { store: Pick<Store, 'assets' | 'operations'> }): void {
  mount(routes.history.annotation, async ({ params: { projectId, assetId, annotationId } }) => {
    const asset = await store.assets.findOne({ _id: assetId, projectId }, { projection: { projectId: 1 } })
    if (!asset) throw notFound(`Asset ${assetId}`)
    const entries = await annotationHistory(store, asset, annotationId)
    if (entries.length === 0) throw notFound(`Annotation ${annotationId}`)
    return entries
  })
}
