import type { ImportId } from '#shared/domain/ids.ts'
import type { ImportRecord } from '#shared/domain/import.ts'
import { isFinished } from '#shared/domain/job.ts'
import type { ImportReport } from '#shared/routes/data.ts'
import { conflict } from '../errors.ts'
import type { ImportRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type RecordStore = Pick<Store, 'imports'>

/** Notes that an import is under way; as it was noted before where it is taken up again, or sent again under its id. A conflict where that is taken. */
export async function beginImport(
  store: RecordStore,
  { id, ...of }: Pick<ImportRecord, 'id' | 'projectId' | 'jobId' | 'by'>,
): Promise<ImportRow> {
  const fresh = { ...of, at: Date.now(), state: 'running', format: null, assets: 0, annotations: 0, changed: 0 } as const
  const row = await store.imports.findOneAndUpdate(
    { _id: id },
    { $setOnInsert: fresh },
    { upsert: true, returnDocument: 'after' },
  )
  if (!row) return { _id: id, ...fresh }
  // By its id it is taken back: nobody may do that to images of another project.
  if (row.projectId !== of.projectId)
    throw conflict(`Import ${id} is one of another project: send its files again, under another id`)
  if (row.jobId === of.jobId || row.state === 'undone') return row
  // Whoever stops it now means this job.
  const again = { jobId: of.jobId, state: 'running' } as const
  await store.imports.updateOne({ _id: id }, { $set: again })
  return { ...row, ...again }
}

/** Notes what an import has brought. */
export async function endImport(store: RecordStore, id: ImportId, report: ImportReport): Promise<void> {
  const { format, assets, annotations, held } = report
  const changed = held.added + held.removed + held.suggested
  await store.imports.updateOne({ _id: id }, { $set: { state: 'done', format, assets, annotations, changed } })
}

/** Notes that an import was stopped, and that what it had brought by then stays. */
export async function stopImport(store: Pick<Store, 'imports' | 'assets'>, id: ImportId): Promise<void> {
  await store.imports.updateOne({ _id: id }, { $set: { state: 'stopped', assets: await broughtBy(store, id) } })
}

/** Notes that an import could not go on. */
export async function failImport(store: Pick<Store, 'imports' | 'assets'>, id: ImportId): Promise<void> {
  const assets = await broughtBy(store, id)
  await store.imports.updateOne({ _id: id, state: 'running' }, { $set: { state: 'failed', assets } })
}

/**
 * Imports as they are: one whose job has ended without a worker that could say so, because each died over it or nobody had taken it up again, could not
 * go on. What it has brought can be taken back then.
 */
export async function asTheyAre(
  store: Pick<Store, 'imports' | 'assets' | 'jobs'>,
  rows: readonly ImportRow[],
): Promise<ImportRow[]> {
  const running = rows.filter(({ state }) => state === 'running')
  if (running.length === 0) return [...rows]
  const jobs = await store.jobs.find({ _id: { $in: running.map(({ jobId }) => jobId) } }, { projection: { state: 1 } }).toArray()
  const alive = new Set(jobs.filter((job) => !isFinished(job)).map(({ _id }) => _id))
  const ended = running.filter(({ jobId }) => !alive.has(jobId)).map(({ _id }) => _id)
  if (ended.length === 0) return [...rows]
  for (const id of ended) await failImport(store, id)
  const now = await store.imports.find({ _id: { $in: ended } }).toArray()
  const nowOf = new Map(now.map((row) => [row._id, row]))
  return rows.map((row) => nowOf.get(row._id) ?? row)
}

const broughtBy = (store: Pick<Store, 'assets'>, id: ImportId): Promise<number> =>
  store.assets.countDocuments({ 'brought.by': id })
