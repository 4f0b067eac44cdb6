import { routes } from '#shared/routes.ts'
import { conflict, notFound } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored, type ImportRow } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'

const MOST_LISTED = 100

export interface ImportRouteDeps {
  readonly store: Pick<Store, 'projects' | 'imports' | 'assets'>
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
    return rows.map(toRecord)
  })
  mount(data.stopImport, async ({ params, body }) => {
    const { jobId } = await loadImport(store, params)
    await store.imports.updateOne({ _id: params.importId }, { $set: { keep: body.keep } })
    await queue.cancel(jobId)
    return { jobId }
  })
  mount(data.undoImport, async ({ params, user }) => {
    const { projectId, state } = await loadImport(store, params)
    if (state === 'running') throw conflict('This import is still under way: stop it instead')
    if (state === 'undone') throw conflict('This import was taken back already')
    const payload = { importId: params.importId, userId: user.id }
    const job = await queue.add({ name: 'undo-import', projectId, payload, unique: `undo-import:${params.importId}` })
    return { jobId: job.id }
  })
  mount(data.heldFiles, async ({ params, body }) => {
    const wanted = { projectId: params.projectId, hash: { $in: body.hashes } }
    const rows = await store.assets.find(wanted, { projection: { _id: 0, hash: 1 } }).toArray()
    return { held: rows.map(({ hash }) => hash) }
  })
}

async function loadImport(
  store: Pick<Store, 'imports'>,
  { projectId, importId }: Pick<ImportRow, 'projectId'> & { importId: ImportRow['_id'] },
): Promise<ImportRow> {
  const row = await store.imports.findOne({ _id: importId, projectId })
  if (!row) throw notFound(`Import ${importId}`)
  return row
}

const toRecord = ({ keep: _keep, ...row }: ImportRow) => fromStored(row)
