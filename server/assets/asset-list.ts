import { AnnotationStatus, isVisible } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { AssetFilter, AssetWithOverlay } from '#shared/routes/data.ts'
import { bounds } from '#shared/shapes/index.ts'
import { conflict } from '../errors.ts'
import type { AssetRow } from '../store/collections.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { assetQuery } from './asset-filter.ts'

type AssetStore = Pick<Store, 'assets' | 'annotations'>
type AssetPage = { items: AssetWithOverlay[]; next: string | null; total: number }
/** The images most like one, best first; null where it was not compared yet. */
export type SimilarTo = (
  projectId: ProjectId,
  assetId: AssetId,
  count: number,
) => Promise<readonly { readonly assetId: AssetId }[] | null>
const SIMILAR_SHOWN = 200
type OverlayShape = AssetWithOverlay['overlay'][number]
const VISIBLE = AnnotationStatus.options.filter((status) => isVisible({ status }))

/** A page of assets in import order, each with what is drawn over its thumbnail, and how many pass the filter in all. */
export async function listAssets(
  store: AssetStore,
  projectId: ProjectId,
  { cursor, limit, similar, ...filter }: AssetFilter & { cursor?: string | undefined; limit: number },
  similarTo: SimilarTo,
): Promise<AssetPage> {
  if (similar !== undefined) return listSimilar(store, projectId, filter, similar, similarTo)
  const [rows, total] = await Promise.all([
    store.assets
      .find(assetQuery(projectId, filter, cursor))
      .sort({ order: 1 })
      .limit(limit)
      .toArray(),
    store.assets.countDocuments(assetQuery(projectId, filter)),
  ])
  const last = rows.length === limit ? rows.at(-1) : undefined
  return {
    items: await withOverlays(store, rows),
    next: last ? String(last.order) : null,
    total,
  }
}

/** Every image of a project that passes a filter and is not set aside, in import order. */
export async function assetsThatFit(store: Pick<Store, 'assets'>, projectId: ProjectId, filter: AssetFilter): Promise<AssetId[]> {
  const rows = store.assets.find(assetQuery(projectId, filter), { projection: { status: 1 } }).sort({ order: 1 })
  const ids: AssetId[] = []
  for await (const { _id, status } of rows) if (status !== 'quarantined') ids.push(_id)
  return ids
}

/** One page, the image itself first: what resembles it less is not asked for. */
async function listSimilar(
  store: AssetStore,
  projectId: ProjectId,
  filter: AssetFilter,
  similar: AssetId,
  similarTo: SimilarTo,
): Promise<AssetPage> {
  const found = await similarTo(projectId, similar, SIMILAR_SHOWN)
  if (!found) throw conflict('This image has not been compared with the others yet: try again in a moment')
  const ids = [similar, ...found.map(({ assetId }) => assetId)]
  const rows = await store.assets.find({ ...assetQuery(projectId, filter), _id: { $in: ids } }).toArray()
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  rows.sort((a, b) => (placeOf.get(a._id) ?? 0) - (placeOf.get(b._id) ?? 0))
  return { items: await withOverlays(store, rows), next: null, total: rows.length }
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
