import type { Annotation } from '#shared/domain/annotation.ts'
import type { Asset } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { notFound } from '../errors.ts'
import { type AssetRow, fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** An asset of this project; not_found where there is none. */
export async function loadAsset(store: Pick<Store, 'assets'>, projectId: ProjectId, assetId: AssetId): Promise<AssetRow> {
  const row = await store.assets.findOne({ _id: assetId, projectId })
  if (!row) throw notFound(`Asset ${assetId}`)
  return row
}

/** An asset with its annotations and its neighbours in import order. */
export async function viewAsset(
  store: Pick<Store, 'assets' | 'annotations'>,
  projectId: ProjectId,
  assetId: AssetId,
): Promise<{
  asset: Asset
  annotations: Annotation[]
  previous: AssetId | null
  next: AssetId | null
  position: number
  total: number
}> {
  const row = await loadAsset(store, projectId, assetId)
  const { order } = row
  const onlyId = { projection: { _id: 1 } } as const
  const [annotations, previous, next, position, total] = await Promise.all([
    store.annotations.find({ assetId }).toArray(),
    store.assets.findOne({ projectId, order: { $lt: order } }, { ...onlyId, sort: { order: -1 } }),
    store.assets.findOne({ projectId, order: { $gt: order } }, { ...onlyId, sort: { order: 1 } }),
    store.assets.countDocuments({ projectId, order: { $lte: order } }),
    store.assets.countDocuments({ projectId }),
  ])
  return {
    asset: fromStored(row),
    annotations: annotations.map(fromStored),
    previous: previous?._id ?? null,
    next: next?._id ?? null,
    position,
    total,
  }
}
