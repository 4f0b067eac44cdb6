import { AnnotationStatus, isVisible } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { AssetFilter, AssetWithOverlay } from '#shared/routes/data.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { AssetRow } from '../store/collections.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { assetQuery } from './asset-filter.ts'

type AssetStore = Pick<Store, 'assets' | 'annotations'>
type OverlayShape = AssetWithOverlay['overlay'][number]
const VISIBLE = AnnotationStatus.options.filter((status) => isVisible({ status }))

/** A page of assets in import order, each with what is drawn over its thumbnail, and how many pass the filter in all. */
export async function listAssets(
  store: AssetStore,
  projectId: ProjectId,
  { cursor, limit, ...filter }: AssetFilter & { cursor?: string | undefined; limit: number },
): Promise<{ items: AssetWithOverlay[]; next: string | null; total: number }> {
  const [rows, total] = await Promise.all([
    store.assets
      .find(assetQuery(projectId, filter, cursor))
      .sort({ order: 1 })
      .limit(limit)
      .toArray(),
    store.assets.countDocuments(assetQuery(projectId, filter)),
  ])
  const overlays = await overlaysOf(store, rows)
  const last = rows.length === limit ? rows.at(-1) : undefined
  return {
    items: rows.map((row) => ({ ...fromStored(row), overlay: overlays.get(row._id) ?? [] })),
    next: last ? String(last.order) : null,
    total,
  }
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
