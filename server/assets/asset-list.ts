import type { AssetQuery } from '#shared/asset-query/condition.ts'
import { AnnotationStatus, isVisible } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { AssetOrder } from '#shared/domain/saved-view.ts'
import type { AssetFilter, AssetWithOverlay } from '#shared/routes/data.ts'
import { bounds } from '#shared/shapes/index.ts'
import { invalid } from '../errors.ts'
import type { AssetRow } from '../store/collections.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { checkOf } from './asset-check.ts'
import type { AssetCounting } from './asset-counts.ts'
import { queryOfFields } from './asset-filter.ts'
import { type AssetPlan, planOf, WITHOUT_TERMS } from './asset-plan.ts'
import { countAlong, walk } from './asset-walk.ts'
import { keepTerms } from './term-records.ts'
import { namedIn, readQuery, type SimilarTo, similarIn } from './understand-query.ts'

type AssetStore = Pick<Store, 'assets' | 'annotations' | 'operations' | 'assetStatistics' | 'projects' | 'users'>
type AssetPage = { items: AssetWithOverlay[]; next: string | null; total: number; totalIsLeast: boolean }
export interface ListDeps {
  readonly store: AssetStore
  readonly similarTo: SimilarTo
  readonly counting: AssetCounting
  readonly now?: () => number
}
/** What somebody asks for: the fields of an address, words among them, and an order. */
export type Asked = AssetFilter & { readonly query?: string | undefined; readonly order?: AssetOrder | undefined }

/** Newly come images get their terms meanwhile; a question waits no longer for them. */
const TERMS_PATIENCE_MS = 40
const CURSOR = /^(\d{1,15})(?:\.(\d{1,15})(\+?))?$/
type OverlayShape = AssetWithOverlay['overlay'][number]
const VISIBLE = AnnotationStatus.options.filter((status) => isVisible({ status }))

/** A page of the images that somebody asks for, each with what is drawn over its thumbnail, and how many there are in all. */
export async function listAssets(
  deps: ListDeps,
  projectId: ProjectId,
  { cursor, limit, order = 'oldest', ...asked }: Asked & { cursor?: string | undefined; limit: number },
  userId: UserId,
): Promise<AssetPage> {
  const { store, counting } = deps
  const place = cursor === undefined ? null : placeOf(cursor)
  const { query, plan, alike } = await understood(deps, projectId, asked, userId)
  if (alike) return listAlike(store, plan, alike)
  const [{ rows, reached }, counted] = await Promise.all([
    walk(store, plan, { after: place?.after ?? null, order, limit }),
    place?.counted ?? (query === null ? counting.all(projectId).then(exactly) : countAlong(store, plan)),
  ])
  const { total, isLeast } = counted
  const next = reached === null ? null : `${reached}.${total}${isLeast ? '+' : ''}`
  return { items: await withOverlays(store, rows), next, total, totalIsLeast: isLeast }
}

/** Every image that somebody asks for and that is not set aside, in import order. */
export async function assetsThatFit(store: AssetStore, projectId: ProjectId, filter: AssetFilter): Promise<AssetId[]> {
  const check = checkOf(queryOfFields(filter, null), { personOf: () => '', alikeTo: () => [] })
  const rows = store.assets.find({ ...check, projectId }, { projection: { status: 1 } }).sort({ order: 1 })
  const ids: AssetId[] = []
  for await (const { _id, status } of rows) if (status !== 'quarantined') ids.push(_id)
  return ids
}

/** What is asked for, and how it is found; `alike` are the images in the order of their likeness, where that is asked for. */
export async function understood(
  deps: Omit<ListDeps, 'counting'>,
  projectId: ProjectId,
  { query: text, similar, ...fields }: Asked,
  userId: UserId,
) {
  const { store, now = Date.now } = deps
  const asking = { projectId, userId, now: now() }
  const [isTermed, words] = await Promise.all([
    keepTerms(store, projectId, TERMS_PATIENCE_MS),
    text ? readQuery(store, asking, text) : null,
  ])
  const written: AssetQuery = queryOfFields(fields, words)
  const query = similar ? withSimilar(written, similar) : written
  const named = await namedIn(deps, asking, query)
  const plan = await planOf(store, projectId, { query, named, isTermed, now: asking.now })
  const first = similarIn(query)
  return { query, plan, alike: first === null ? null : named.alikeTo(first) }
}

function withSimilar(query: AssetQuery, assetId: AssetId): AssetQuery {
  const similar = { type: 'similar', assetId, at: 0 } as const
  return query === null ? similar : { type: 'all', of: [...(query.type === 'all' ? query.of : [query]), similar] }
}

/** Where a page ended, and how many images there were in all when the first one was read. */
function placeOf(cursor: string): { after: number; counted: { total: number; isLeast: boolean } | null } {
  const found = CURSOR.exec(cursor)
  if (!found) throw invalid(`Expected a cursor that a page ended with, got "${cursor}"`)
  const [, after, total, more] = found
  return { after: Number(after), counted: total === undefined ? null : { total: Number(total), isLeast: more === '+' } }
}

const exactly = (total: number) => ({ total, isLeast: false })

/** One page, the image itself first: what resembles it less is not asked for. */
async function listAlike(store: AssetStore, { filter }: AssetPlan, ids: readonly string[]): Promise<AssetPage> {
  const rows = await store.assets.find({ ...filter, _id: { $in: ids as AssetId[] } }, { projection: WITHOUT_TERMS }).toArray()
  const placeOfId = new Map(ids.map((id, place) => [id, place]))
  rows.sort((a, b) => (placeOfId.get(a._id) ?? 0) - (placeOfId.get(b._id) ?? 0))
  return { items: await withOverlays(store, rows), next: null, total: rows.length, totalIsLeast: false }
}

async function withOverlays(store: AssetStore, rows: readonly AssetRow[]): Promise<AssetWithOverlay[]> {
  const overlays = await overlaysOf(store, rows)
  return rows.map((row) => ({ ...fromStored(row), overlay: overlays.get(row._id) ?? [] }))
}

async function overlaysOf(store: AssetStore, rows: readonly AssetRow[]): Promise<Map<AssetId, OverlayShape[]>> {
  const assets = new Map(rows.map((row) => [row._id, row]))
  const overlays = new Map<AssetId, OverlayShape[]>(rows.map((row) => [row._id, []]))
  if (assets.size === 0) return overlays
  const fields = { assetId: 1, label: 1, status: 1, shape: 1 } as const
  const annotations = store.annotations.find(
    { assetId: { $in: [...assets.keys()] }, status: { $in: VISIBLE } },
    { projection: fields },
  )
  for await (const { assetId, label, status, shape } of annotations) {
    const asset = assets.get(assetId)
    const extent = bounds(shape)
    if (!asset) continue
    const box: OverlayShape['box'] = extent && [
      extent.x / asset.width,
      extent.y / asset.height,
      extent.width / asset.width,
      extent.height / asset.height,
    ]
    overlays.get(assetId)?.push({ label, status, box })
  }
  return overlays
}
