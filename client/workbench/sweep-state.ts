import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Bounds } from '#shared/shapes/index.ts'

/** Images remembered as swept in this browser; the oldest are forgotten. */
const MOST_REMEMBERED = 5_000

/** A walk over one image. */
interface Sweep {
  readonly assetId: AssetId
  readonly tiles: readonly Bounds[]
  /** The tile in sight, from 0. */
  readonly at: number
}

/** The sweep under way, if there is one. */
export const sweepUnderWay = createStore<{ readonly sweep: Sweep | null }>(() => ({ sweep: null }))

/** Which images were looked over to the end, remembered in this browser. */
const sweptImages = createStore<{ readonly ids: readonly AssetId[] }>()(
  persist((): { ids: readonly AssetId[] } => ({ ids: [] }), {
    name: 'labelloop.workbench.swept',
    storage: createJSONStorage(() => localStorage),
  }),
)

export const wasSwept = (id: AssetId): boolean => sweptImages.getState().ids.includes(id)
export const rememberSwept = (id: AssetId) =>
  sweptImages.setState(({ ids }) => ({ ids: [...ids.filter((other) => other !== id), id].slice(-MOST_REMEMBERED) }))
