import type { AssetId } from '#shared/domain/ids.ts'
import { EMBEDDING_SIZE } from '../ml/embedding/image-embedder.ts'
import { mostAlikeOf } from '../ml/embedding/nearest.ts'

const FIRST_ROWS = 1024

/** The vectors of a project in one stretch of memory, to be searched whole; rows come, change and go. */
export function createVectorTable() {
  let memory = new Float32Array(FIRST_ROWS * EMBEDDING_SIZE)
  const assets: AssetId[] = []
  const places = new Map<AssetId, number>()

  function room(): void {
    if (assets.length * EMBEDDING_SIZE < memory.length) return
    const larger = new Float32Array(memory.length * 2)
    larger.set(memory)
    memory = larger
  }

  return {
    has: (asset: AssetId) => places.has(asset),
    size: () => assets.length,
    /** A vector of length one. */
    set(asset: AssetId, vector: Float32Array): void {
      let place = places.get(asset)
      if (place === undefined) {
        room()
        place = assets.push(asset) - 1
        places.set(asset, place)
      }
      memory.set(vector, place * EMBEDDING_SIZE)
    },
    /** The last row moves into the gap. */
    remove(asset: AssetId): void {
      const place = places.get(asset)
      const last = assets.pop()
      if (place === undefined || last === undefined) {
        if (last !== undefined) assets.push(last)
        return
      }
      places.delete(asset)
      if (last === asset) return
      assets[place] = last
      places.set(last, place)
      memory.copyWithin(place * EMBEDDING_SIZE, assets.length * EMBEDDING_SIZE, (assets.length + 1) * EMBEDDING_SIZE)
    },
    vectorOf(asset: AssetId): Float32Array | null {
      const place = places.get(asset)
      return place === undefined ? null : memory.slice(place * EMBEDDING_SIZE, (place + 1) * EMBEDDING_SIZE)
    },
    /** The most alike, best first, without the one that is asked about. */
    alike(vector: Float32Array, count: number, except: AssetId | null): { assetId: AssetId; likeness: number }[] {
      const table = memory.subarray(0, assets.length * EMBEDDING_SIZE)
      return mostAlikeOf(vector, table, count, (place) => assets[place] !== except).map(({ place, likeness }) => ({
        assetId: assets[place] as AssetId,
        // Vectors are of length one but for rounding.
        likeness: Math.min(1, Math.max(-1, likeness)),
      }))
    },
  }
}
export type VectorTable = ReturnType<typeof createVectorTable>
