import { isDeepStrictEqual } from 'node:util'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId, ImportId, OperationId } from '#shared/domain/ids.ts'
import type { UndoReport } from '#shared/domain/import.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import { derivedId } from '../derived-id.ts'
import { notFound } from '../errors.ts'
import type { AnnotationRow, AssetRow, ImportChangeRow } from '../store/collections.ts'
import { findLookAlikesAgain, removeAssets } from '../store/remove-assets.ts'
import { forgetSplitCounts } from '../store/split-counts.ts'
import type { Store } from '../store/store.ts'
import { commitAll, type ImportCommit } from './commit-all.ts'
import { withMeta } from './ingest/merge-meta.ts'

const ASSETS_AT_A_TIME = 200

export interface UndoDeps {
  readonly store: Pick<Store, 'imports' | 'counters'> & Parameters<typeof removeAssets>[0]
  readonly commit: ImportCommit
}

interface UndoRequest {
  readonly importId: ImportId
  progress(done: number, total: number, seconds: number): Promise<void>
}

/**
 * Takes back what an import brought and nobody has touched since: labels on images that were here before by operations, images of its own as a whole.
 * Done again after a crash it goes on. Contents stay until the blobs are swept.
 */
export async function undoImport(deps: UndoDeps, { importId, progress }: UndoRequest): Promise<UndoReport> {
  const { store } = deps
  const record = await store.imports.findOne({ _id: importId })
  if (!record) throw notFound(`Import ${importId}`)
  const report = { assets: 0, annotations: 0, keptAssets: 0, keptAnnotations: 0 }
  const started = performance.now()
  const total =
    (await store.importChanges.countDocuments({ importId })) + (await store.assets.countDocuments({ 'brought.by': importId }))
  let done = 0
  const onImages = (count: number) => {
    done += count
    return progress(done, total, (performance.now() - started) / 1000)
  }
  for await (const rows of pages<ImportChangeRow>((last) => changesAfter(store, importId, last))) {
    for (const row of rows) await putBack(deps, row, report)
    await onImages(rows.length)
  }
  for await (const rows of pages<AssetRow>((last) => broughtAfter(store, importId, last))) {
    await removeBrought(deps, importId, rows, report)
    await onImages(rows.length)
  }
  await forgetSplitCounts(store, record.projectId)
  await store.imports.updateOne({ _id: importId }, { $set: { state: 'undone' } })
  return report
}

const changesAfter = (store: UndoDeps['store'], importId: ImportId, last?: ImportChangeRow): Promise<ImportChangeRow[]> =>
  store.importChanges
    .find({ importId, _id: { $gt: last?._id ?? '' } })
    .sort({ _id: 1 })
    .limit(ASSETS_AT_A_TIME)
    .toArray()

const broughtAfter = (store: UndoDeps['store'], importId: ImportId, last?: AssetRow): Promise<AssetRow[]> =>
  store.assets
    .find({ 'brought.by': importId, 'brought.as': { $gt: last?.brought?.as ?? '' } })
    .sort({ 'brought.as': 1 })
    .limit(ASSETS_AT_A_TIME)
    .toArray()

async function* pages<R>(read: (last?: R) => Promise<R[]>): AsyncIterable<R[]> {
  for (let rows = await read(); rows.length > 0; rows = await read(rows.at(-1))) yield rows
}

/** Undoes what an import did to the labels of an image that was here before; its note goes once that is done. */
async function putBack({ store, commit }: UndoDeps, row: ImportChangeRow, report: UndoReport): Promise<void> {
  const { importId, assetId, created, changed, status, meta } = row
  const asset = await store.assets.findOne({ _id: assetId })
  if (asset) {
    const ids = [...created, ...changed.map(({ annotationId }) => annotationId)]
    const rows = await store.annotations.find({ _id: { $in: ids } }).toArray()
    const byId = new Map(rows.map((annotation) => [annotation._id, annotation]))
    const operations = [
      ...created.flatMap((id) => takenAway(importId, byId.get(id), report)),
      ...changed.flatMap(({ annotationId, revision, back }) => {
        const current = byId.get(annotationId)
        if (!current || current.revision < revision) return []
        if (current.revision === revision && current.changedBy === null) return [undoing(importId, current, back)]
        report.keptAnnotations++
        return []
      }),
    ]
    if (status && asset.revision === status.revision)
      operations.push({
        id: derivedId<OperationId>('op', 'undo', importId, assetId, 'status'),
        type: 'asset',
        base: asset.revision,
        status: status.back,
      })
    await commitAll(commit, assetId, operations)
    if (meta && isDeepStrictEqual(asset.meta, meta.after))
      await store.assets.updateOne({ _id: assetId }, withMeta(asset, meta.before))
  }
  await store.importChanges.deleteOne({ _id: row._id })
}

/** Removes images that an import brought; one that people have worked on stays, without the labels of the import that nobody touched. */
async function removeBrought({ store, commit }: UndoDeps, importId: ImportId, rows: readonly AssetRow[], report: UndoReport) {
  const touched = await touchedAmong(
    store,
    rows.map(({ _id }) => _id),
  )
  const untouched = rows.filter(({ _id }) => !touched.has(_id))
  report.annotations += await store.annotations.countDocuments({ assetId: { $in: untouched.map(({ _id }) => _id) }, ...VISIBLE })
  report.assets += untouched.length
  await removeAssets(store, untouched)
  await findLookAlikesAgain(store, untouched)
  for (const { _id: assetId } of rows.filter(({ _id }) => touched.has(_id))) {
    const others = await store.importChanges.find({ assetId }, { projection: { created: 1 } }).toArray()
    const ofOthers = new Set(others.flatMap(({ created }) => created))
    const brought = await store.annotations.find({ assetId, 'origin.type': { $in: ['import', 'file'] } }).toArray()
    const own = brought.filter(({ _id }) => !ofOthers.has(_id))
    await commitAll(
      commit,
      assetId,
      own.flatMap((one) => takenAway(importId, one, report)),
    )
    report.keptAssets++
  }
}

const VISIBLE = { status: { $in: ['suggested', 'draft', 'approved'] } } as const satisfies {
  status: { $in: Annotation['status'][] }
}

/** Images that a person changed or spoke of, or that another import put labels on. */
async function touchedAmong(store: UndoDeps['store'], ids: AssetId[]): Promise<Set<AssetId>> {
  const about = { assetId: { $in: ids } }
  const [changed, spokenOf, merged] = await Promise.all([
    store.operations.distinct('assetId', { ...about, userId: { $ne: null } }),
    store.comments.distinct('assetId', about),
    store.importChanges.distinct('assetId', about),
  ])
  return new Set([...changed, ...spokenOf, ...merged])
}

function takenAway(importId: ImportId, current: AnnotationRow | undefined, report: UndoReport): Operation[] {
  if (!current || !isVisible(current)) return []
  if (current.revision === 1 && current.changedBy === null) {
    report.annotations++
    return [undoing(importId, current, { status: 'deleted' })]
  }
  report.keptAnnotations++
  return []
}

const undoing = (
  importId: ImportId,
  { _id, revision }: { readonly _id: AnnotationId; readonly revision: number },
  patch: Patch,
): Operation => ({
  id: derivedId<OperationId>('op', 'undo', importId, _id),
  type: 'update',
  annotationId: _id,
  base: revision,
  patch,
})
