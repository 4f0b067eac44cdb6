import type { Assignment } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { pointKey } from '#shared/search-space.ts'
import { parzenDensity } from './parzen.ts'
import { spreadPoint } from './random.ts'
import type { Search, SearchMethod } from './search-method.ts'

/** Points spread evenly before anything is learned. */
const FIRST_POINTS = 10
/** The share of the observations that counts as good (Bergstra et al. 2011), and the most of them. */
const GOOD_SHARE = 0.15
const MOST_GOOD = 25
const CANDIDATES = 64

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization"): of points drawn from the
 * density of the good observations, the one that is likeliest to be good rather than bad. What is being tried counts as bad, so that
 * workers beside each other do not try the same.
 */
export const tpe: SearchMethod = {
  id: 'tpe',
  propose(search) {
    const { space, seed, index, observed } = search
    if (observed.length < FIRST_POINTS) return spreadPoint(space, seed, index)
    const { good, bad } = parted(search)
    const [likes, dislikes] = [parzenDensity(space, good), parzenDensity(space, bad)]
    const random = createRandom(seed + index)
    const tried = new Set([...observed.map(({ point }) => point), ...search.pending].map((point) => pointKey(space, point)))
    let best: { point: Assignment; worth: number } | null = null
    for (let candidate = 0; candidate < CANDIDATES; candidate++) {
      const point = likes.draw(random)
      const worth = likes.logDensity(point) - dislikes.logDensity(point)
      if (worth > (best?.worth ?? Number.NEGATIVE_INFINITY) && !tried.has(pointKey(space, point))) best = { point, worth }
    }
    return best?.point ?? spreadPoint(space, seed, index)
  },
}

function parted({ observed, pending }: Search): { good: Assignment[]; bad: Assignment[] } {
  const sorted = [...observed].sort((a, b) => b.value - a.value).map(({ point }) => point)
  const goods = Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * sorted.length))
  return { good: sorted.slice(0, goods), bad: [...sorted.slice(goods), ...pending] }
}
