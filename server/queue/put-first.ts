import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { PutFirst } from '#shared/routes/monitoring.ts'
import { routes } from '#shared/routes.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { FIRST_RANK } from './queue-queries.ts'
import { WAITING } from './waiting.ts'

type AssetStore = Pick<Store, 'assets'>

/** Mounts what puts images at the front of the queue, and back. */
export function mountQueue(mount: Mount, { store }: { store: AssetStore }): void {
  const { labelNext, labelLater } = routes.monitoring
  mount(labelNext, async ({ params, body }) => ({ moved: await putFirst(store, params.projectId, body.assetIds) }))
  mount(labelLater, async ({ params, body }) => ({ back: await putBack(store, params.projectId, body.moved) }))
}

/** Puts those of the images that wait for labels before all others; gives their places before. */
async function putFirst(store: AssetStore, projectId: ProjectId, assetIds: readonly AssetId[]): Promise<PutFirst[]> {
  const waiting = {
    _id: { $in: [...assetIds] },
    projectId,
    status: { $in: [...WAITING.annotator] },
    rank: { $ne: FIRST_RANK },
  }
  const rows = await store.assets.find(waiting, { projection: { rank: 1 } }).toArray()
  const ids = rows.map(({ _id }) => _id)
  await store.assets.updateMany({ ...waiting, _id: { $in: ids } }, { $set: { rank: FIRST_RANK } })
  return rows.map(({ _id, rank }) => ({ assetId: _id, rank: rank ?? null }))
}

async function putBack(store: AssetStore, projectId: ProjectId, moved: readonly PutFirst[]): Promise<number> {
  const { modifiedCount } = await store.assets.bulkWrite(
    moved.map(({ assetId, rank }) => ({
      updateOne: {
        filter: { _id: assetId, projectId, rank: FIRST_RANK },
        update: rank === null ? { $unset: { rank: '' as const } } : { $set: { rank } },
      },
    })),
    { ordered: false },
  )
  return modifiedCount
}
