import type { ImportId, JobId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { conflict, notFound } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored, type ImportRow } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { asTheyAre, stopImport } from './import-records.ts'

const MOST_LISTED = 100

export interface ImportRouteDeps {
  readonly store: Pick<Store, 'projects' | 'imports' | 'assets' | 'jobs'>
  readonly queue: Queue
}

/** Mounts the starting, listing, stopping and taking back of imports. */
export function mountImports(mount: Mount, { store, queue }: ImportRouteDeps): void {
  const { data } = routes
  mount(data.startImport, async ({ params, body, user }) => {
    const { id } = await loadProject(store, params.projectId)
    const { importId, ...options } = body
    const payload = { importId, options, userId: user.id }
    const job = await queue.add({ name: 'import', projectId: id, payload, unique: `import:${importId}` })
    return { jobId: job.id }
  })
  mount(data.imports, async ({ params }) => {
    const rows = await store.imports.find({ projectId: params.projectId }).sort({ at: -1 }).limit(MOST_LISTED).toArray()
    return (await asTheyAre(store, rows)).map(toRecord)
  })
  mount(data.stopImport, async ({ params, body, user }) => {
    const { jobId } = await loadImport(store, params)
    await store.imports.updateOne({ _id: params.importId }, { $set: { keep: body.keep } })
    const { state } = await queue.cancel(jobId)
    // It waited to be taken up again: no worker hears of it.
    if (state === 'cancelled' && (await loadImport(store, params)).state === 'failed')
      await endWaiting(params, body.keep, user.id)
    return { jobId }
  })
  mount(data.undoImport, async ({ params, user }) => {
    const { projectId, state } = await loadImport(store, params)
    if (state === 'running') throw conflict('This import is still under way: stop it instead')
    if (state === 'undone') throw conflict('This import was taken back already')
    return { jobId: await takeBack(projectId, params.importId, user.id) }
  })
  mount(data.heldFiles, async ({ params, body }) => {
    const wanted = { projectId: params.projectId, hash: { $in: body.hashes } }
    const rows = await store.assets.find(wanted, { projection: { _id: 0, hash: 1 } }).toArray()
    return { held: rows.map(({ hash }) => hash) }
  })

  async function takeBack(projectId: ProjectId, importId: ImportId, userId: UserId): Promise<JobId> {
    const payload = { importId, userId }
    return (await queue.add({ name: 'undo-import', projectId, payload, unique: `undo-import:${importId}` })).id
  }

  async function endWaiting(
    { projectId, importId }: { projectId: ProjectId; importId: ImportId },
    keep: boolean,
    userId: UserId,
  ): Promise<void> {
    if (keep) await stopImport(store, importId)
    else await takeBack(projectId, importId, userId)
  }
}

async function loadImport(
  store: Pick<Store, 'imports' | 'assets' | 'jobs'>,
  { projectId, importId }: Pick<ImportRow, 'projectId'> & { importId: ImportRow['_id'] },
): Promise<ImportRow> {
  const [row] = await asTheyAre(store, await store.imports.find({ _id: importId, projectId }).toArray())
  if (!row) throw notFound(`Import ${importId}`)
  return row
}

const toRecord = ({ keep: _keep, ...row }: ImportRow) => fromStored(row)
