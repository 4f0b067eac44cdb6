import type { AssetId } from '#shared/domain/ids.ts'
import type { HotAsset } from './hot-asset.ts'

/** Annotations kept in memory over all recent assets: about 100 MB. */
const MOST_ANNOTATIONS = 200_000
/** As many for a worker, which comes by most assets once. */
export const RECENT_IN_A_WORKER = 20_000

/** The assets last worked on, as this server knows them; the one unused the longest goes first. */
export function createRecentAssets(most = MOST_ANNOTATIONS) {
  const assets = new Map<AssetId, HotAsset>()
  let weight = 0
  function forget(id: AssetId): void {
    const known = assets.get(id)
    if (!known) return
    assets.delete(id)
    weight -= weightOf(known)
  }
  return {
    get: (id: AssetId): HotAsset | undefined => assets.get(id),
    forget,
    remember(hot: HotAsset): void {
      const id = hot.state.assetId
      forget(id)
      assets.set(id, hot)
      weight += weightOf(hot)
      for (const oldest of assets.keys()) {
        if (weight <= most || oldest === id) break
        forget(oldest)
      }
    },
  }
}
export type RecentAssets = ReturnType<typeof createRecentAssets>

const weightOf = ({ state }: HotAsset): number => state.annotations.size + 1
