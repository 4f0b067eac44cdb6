import type { Router } from 'express'
import { routes } from '#shared/routes.ts'
import type { Config } from '../config.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { type DownloadDeps, mountDownloads } from './downloads.ts'
import { formatInfos } from './formats/index.ts'
import { mountImportPictures } from './import-pictures.ts'
import { mountImports } from './import-routes.ts'

/** Mounts imports, exports, snapshots and formats. `app` takes what is not JSON. What it holds open is to be closed at the end. */
export function mountDatasets(
  mount: Mount,
  deps: DownloadDeps & {
    readonly store: Pick<Store, 'projects' | 'snapshots' | 'jobs' | 'imports' | 'assets'>
    readonly config: Pick<Config, 'dataFolder'>
    readonly queue: Queue
    readonly app: Router
  },
): { close(): Promise<void> } {
  const { store, queue, app } = deps
  const { data } = routes
  mount(data.formats, async () => formatInfos())
  mountImports(mount, deps)
  const pictures = mountImportPictures(app, deps)
  mount(data.startExport, async ({ params, body }) => {
    const { id } = await loadProject(store, params.projectId)
    const job = await queue.add({ name: 'export', projectId: id, payload: body })
    return { jobId: job.id }
  })
  mount(data.snapshots, async ({ params }) => {
    const rows = await store.snapshots.find({ projectId: params.projectId }).sort({ number: -1 }).toArray()
    return rows.map(fromStored)
  })
  mount(data.takeSnapshot, async ({ params }) => {
    const { id } = await loadProject(store, params.projectId)
    const job = await queue.add({ name: 'snapshot', projectId: id, payload: {} })
    return { jobId: job.id }
  })
  mountDownloads(app, deps)
  return pictures
}
