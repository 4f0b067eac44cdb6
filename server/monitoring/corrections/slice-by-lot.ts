import { UNSUBMITTED_ASSET_STATUSES } from '#shared/domain/asset.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Store } from '../../store/store.ts'

/** Candidates for how far back the slice reaches. */
const CUTS = 12
/** Fewer decided images say too little. */
const FEWEST = 30

type Drawn = { readonly order: number; readonly lottery: number }

/**
 * Of decided images, those that stand for all that came: every image has a random number, and where all below a number are decided, they are a
 * random draw, whatever order they were handed out in. Images that came late would empty it, so that it may end with an earlier image: the
 * largest such slice is taken, by its size alone. Empty where there is none of 30 images.
 */
export async function sliceByLot<D extends Drawn>(
  store: Pick<Store, 'assets'>,
  { id }: Pick<Project, 'id'>,
  decided: readonly D[],
): Promise<D[]> {
  const orders = decided.map(({ order }) => order).sort((a, b) => a - b)
  const cuts = new Set(
    Array.from({ length: CUTS }, (_, cut) => orders[Math.floor(((cut + 1) * orders.length) / CUTS) - 1]).filter(
      (order) => order !== undefined,
    ),
  )
  let best: D[] = []
  for (const cut of cuts) {
    const first = await store.assets.findOne(
      { projectId: id, status: { $in: [...UNSUBMITTED_ASSET_STATUSES] }, order: { $lte: cut } },
      { sort: { lottery: 1 }, hint: { projectId: 1, status: 1, lottery: 1 }, projection: { lottery: 1 } },
    )
    const below = first?.lottery ?? Number.POSITIVE_INFINITY
    const slice = decided.filter(({ order, lottery }) => order <= cut && lottery < below)
    if (slice.length > best.length) best = slice
  }
  return best.length >= FEWEST ? best : []
}
