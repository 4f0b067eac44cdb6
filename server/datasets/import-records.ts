import type { ImportId } from '#shared/domain/ids.ts'
import type { ImportRecord } from '#shared/domain/import.ts'
import type { ImportReport } from '#shared/routes/data.ts'
import type { ImportRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type RecordStore = Pick<Store, 'imports'>

/** Notes that an import is under way; as it was noted before where it is taken up again. */
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
  return row ?? { _id: id, ...fresh }
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

const broughtBy = (store: Pick<Store, 'assets'>, id: ImportId): Promise<number> =>
  store.assets.countDocuments({ 'brought.by': id })
