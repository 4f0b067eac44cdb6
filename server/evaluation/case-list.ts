import type { Split } from '#shared/domain/asset.ts'
import type { ShownCase } from '#shared/domain/examination.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { CaseFilter } from '#shared/routes/examinations.ts'
import { invalid } from '../errors.ts'
import type { CaseRow } from '../store/collections.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type CaseStore = Pick<Store, 'cases' | 'assets'>

/** Which model's. */
export interface OfModel {
  readonly projectId: ProjectId
  readonly version: number
}
interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}
type CasePage = { items: ShownCase[]; next: string | null; total: number }
/** What a list falls in. */
type Order = 'worth' | 'suspicion'

/** A page of a model's cases on a split, the surest mistakes first, and how many pass the filter in all. */
export async function listCases(
  store: CaseStore,
  model: OfModel,
  { split, cursor, limit, ...filter }: CaseFilter & Page & { split: Split },
): Promise<CasePage> {
  return pageOf(store, caseQuery(model, split, filter), 'worth', { cursor, limit })
}

/** A page of the labels that are likely mistakes, the likeliest first. */
export async function listSuspects(
  store: CaseStore,
  { projectId, version }: OfModel,
  { split, label, cursor, limit }: Page & { split?: Split | undefined; label?: string | undefined },
): Promise<CasePage> {
  return pageOf(store, suspectQuery({ projectId, version }, split, label), 'suspicion', { cursor, limit })
}

/** What the database is asked for by a filter of cases. */
export const caseQuery = ({ projectId, version }: OfModel, split: Split, filter: CaseFilter) => ({
  projectId,
  version,
  split,
  ...(filter.kind && { kind: { $in: filter.kind } }),
  ...(filter.label !== undefined && { label: filter.label }),
  ...(filter.predicted !== undefined && { predicted: filter.predicted }),
  ...(filter.assetId !== undefined && { assetId: filter.assetId }),
  ...((filter.least !== undefined || filter.most !== undefined) && {
    score: { ...(filter.least !== undefined && { $gte: filter.least }), ...(filter.most !== undefined && { $lte: filter.most }) },
  }),
})

/** What the database is asked for by a list of suspects; a label that was not given is looked for by the model's name for it. */
export const suspectQuery = ({ projectId, version }: OfModel, split: Split | undefined, label: string | undefined) => ({
  projectId,
  version,
  suspicion: { $type: 'number' as const },
  ...(split && { split }),
  ...(label !== undefined && { $or: [{ label }, { label: null, predicted: label }] }),
})

/** The index that a list walks. */
const INDEX_OF = {
  worth: { projectId: 1, version: 1, split: 1, worth: -1, _id: 1, kind: 1, label: 1, predicted: 1, score: 1 },
  suspicion: { projectId: 1, version: 1, suspicion: -1, _id: 1, split: 1, label: 1, predicted: 1 },
} as const satisfies Record<Order, object>

/** A page's cases as the database gives them. */
export function casesCursor(store: Pick<Store, 'cases'>, query: object, order: Order, { cursor, limit }: Page) {
  return store.cases
    .find(cursor === undefined ? query : { $and: [query, after(order, cursor)] }, { hint: INDEX_OF[order] })
    .sort({ [order]: -1, _id: 1 })
    .limit(limit)
}

async function pageOf(store: CaseStore, query: object, order: Order, page: Page): Promise<CasePage> {
  const [rows, total] = await Promise.all([
    casesCursor(store, query, order, page).toArray(),
    store.cases.countDocuments(query, { hint: INDEX_OF[order] }),
  ])
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  return { items: await shown(store, rows), next: last ? `${last[order]}:${last._id}` : null, total }
}

function after(order: Order, cursor: string): object {
  const at = cursor.indexOf(':')
  const value = Number(cursor.slice(0, at))
  if (at < 1 || !Number.isFinite(value)) throw invalid(`Expected a cursor that a page ended with, got "${cursor}"`)
  // The first condition bounds the walk, the second leaves out those of the same value that were seen.
  return { [order]: { $lte: value }, $or: [{ [order]: { $lt: value } }, { _id: { $gt: cursor.slice(at + 1) } }] }
}

// An image that was taken out of the project since has nothing to show.
async function shown(store: Pick<Store, 'assets'>, rows: readonly CaseRow[]): Promise<ShownCase[]> {
  const ids = [...new Set(rows.map(({ assetId }) => assetId))]
  const fields = { name: 1, width: 1, height: 1, status: 1 } as const
  const found = await store.assets.find({ _id: { $in: ids } }, { projection: fields }).toArray()
  const assets = new Map(found.map((row) => [row._id, fromStored(row)]))
  return rows.flatMap((row) => {
    const asset = assets.get(row.assetId)
    return asset ? [{ ...fromStored(row), asset }] : []
  })
}
