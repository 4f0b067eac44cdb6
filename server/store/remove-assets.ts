import type { AssetRow } from './collections.ts'
import type { Store } from './store.ts'

type AssetParts = Pick<
  Store,
  | 'assets'
  | 'annotations'
  | 'operations'
  | 'comments'
  | 'assetEmbeddings'
  | 'labelVotes'
  | 'assetStatistics'
  | 'corrections'
  | 'importChanges'
  | 'assetQuality'
  | 'qualityFindings'
>

/** Removes assets with everything that is only about them; their contents stay, for whatever else points at them. The assets themselves go last. */
export async function removeAssets(store: AssetParts, rows: readonly AssetRow[]): Promise<void> {
  const ids = rows.map(({ _id }) => _id)
  const about = { assetId: { $in: ids } }
  await store.operations.deleteMany(about)
  await store.annotations.deleteMany(about)
  await store.comments.deleteMany(about)
  await store.corrections.deleteMany(about)
  await store.importChanges.deleteMany(about)
  await store.qualityFindings.deleteMany(about)
  await store.assetEmbeddings.deleteMany({ _id: { $in: ids } })
  await store.labelVotes.deleteMany({ _id: { $in: ids } })
  await store.assetStatistics.deleteMany({ _id: { $in: ids } })
  await store.assetQuality.deleteMany({ _id: { $in: ids } })
  await store.assets.deleteMany({ _id: { $in: ids } })
}

/** Lets look-alikes be found that were found by images which are gone: of each group and looks one is enough. */
export async function findLookAlikesAgain(store: Pick<Store, 'assets'>, removed: readonly AssetRow[]): Promise<void> {
  const writes = removed.flatMap(({ projectId, group, perceptualHash, near }) =>
    near && near.length > 0 ? [{ updateOne: { filter: { projectId, group, perceptualHash }, update: { $set: { near } } } }] : [],
  )
  if (writes.length > 0) await store.assets.bulkWrite(writes, { ordered: false })
}
