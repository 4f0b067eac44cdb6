import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { BatchReport } from '#shared/domain/quality.ts'
import { QUALITY_RULE_IDS } from '#shared/domain/quality-rule.ts'
import { fromStored } from '../store/collections.ts'
import type { BatchReportRow } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'

type BatchStore = Pick<Store, 'batchReports' | 'qualityFindings' | 'imports'>
const MOST_LISTED = 100

/** The reports of a project's imports, newest first, with what became of the findings; those of imports that were taken back are left out. */
export async function listBatches(store: BatchStore, projectId: ProjectId): Promise<BatchReport[]> {
  const rows = await store.batchReports
    .find({ projectId }, { projection: { sample: 0 } })
    .sort({ at: -1 })
    .limit(MOST_LISTED)
    .toArray()
  const ids = rows.map(({ _id }) => _id)
  const undone = await store.imports.find({ _id: { $in: ids }, state: 'undone' }, { projection: { _id: 1 } }).toArray()
  const gone = new Set(undone.map(({ _id }) => _id))
  return Promise.all(rows.filter(({ _id }) => !gone.has(_id)).map((row) => withFindings(store, row)))
}

/** The report of one import; null where it brought nothing. */
export async function showBatch(store: BatchStore, projectId: ProjectId, importId: ImportId): Promise<BatchReport | null> {
  const row = await store.batchReports.findOne({ _id: importId, projectId }, { projection: { sample: 0 } })
  return row && withFindings(store, row)
}

/** The newest imports that have ended and have no report, such as those of before there were any, the oldest of them first. */
export async function batchesWithoutReport(
  store: Pick<Store, 'batchReports' | 'imports'>,
  projectId: ProjectId,
): Promise<ImportId[]> {
  const imports = await store.imports
    .find({ projectId, state: 'done' }, { projection: { _id: 1 } })
    .sort({ at: -1 })
    .limit(MOST_LISTED)
    .toArray()
  const ids = imports.map(({ _id }) => _id)
  const reported = await store.batchReports.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()
  const known = new Set(reported.map(({ _id }) => _id))
  return ids.filter((id) => !known.has(id)).reverse()
}

async function withFindings(store: BatchStore, row: Omit<BatchReportRow, 'sample'>): Promise<BatchReport> {
  const groups = await store.qualityFindings
    .aggregate<{ _id: { rule: string; status: string; aside: boolean }; count: number }>(
      [
        { $match: { batch: row._id } },
        { $group: { _id: { rule: '$rule', status: '$status', aside: { $ne: ['$aside', null] } }, count: { $sum: 1 } } },
      ],
      { hint: { batch: 1, rule: 1, status: 1, aside: 1 } },
    )
    .toArray()
  const findings = QUALITY_RULE_IDS.flatMap((rule) => {
    const of = groups.filter(({ _id }) => _id.rule === rule)
    const sum = (among: typeof of) => among.reduce((total, { count }) => total + count, 0)
    const inState = (status: string) => sum(of.filter(({ _id }) => _id.status === status))
    if (of.length === 0) return []
    const aside = sum(of.filter(({ _id }) => _id.aside))
    return [{ rule, open: inState('open'), dismissed: inState('dismissed'), mended: inState('mended'), aside }]
  })
  return { ...fromStored(row), findings }
}
