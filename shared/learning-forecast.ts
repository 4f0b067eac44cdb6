import { createRandom } from './random.ts'

/** A figure that was measured after so many labels. */
export interface Measured {
  readonly labels: number
  /** At most 1, more is better. */
  readonly metric: number
}

/** What a figure will be, with 80 % of the chance between `low` and `high`. */
export interface Expected {
  readonly labels: number
  readonly expected: number
  readonly low: number
  readonly high: number
}

/** A forecast that was made from what was known before, and what came. */
export interface Scored extends Expected {
  readonly metric: number
  readonly inside: boolean
}

/** A power law has three parameters: fewer points than this say nothing of it. */
export const LEAST_POINTS = 3
const DRAWS = 1_000
const LOW = 0.1
const HIGH = 0.9
/** How fast curves fall: exponents that were seen in practice (Hestness et al. 2017, arXiv 1712.00409) lie in the middle of these. */
const EXPONENTS = Array.from({ length: 24 }, (_, place) => 0.05 * 1.15 ** place)
const CEILINGS = 24
/** Figures of small test splits scatter by about as much: this many points' worth of belief in it before any were seen. */
const PRIOR_SPREAD = 0.02
const PRIOR_POINTS = 3

/**
 * What a metric will be at so many labels, by the power law a - b n^-c fitted to what was measured (Cortes et al. 1993; reviewed by Viering and
 * Loog 2022, arXiv 2103.10948). All ceilings a (from the best so far to 1) and exponents c of a grid speak, weighted by how well they fit with
 * the best b of each and an unknown spread with an inverse gamma prior; the interval holds the spread of a single measurement too. The same
 * points and seed give the same answer. Empty with fewer than three different numbers of labels.
 */
export function forecast(points: readonly Measured[], at: readonly number[], seed = 0): Expected[] {
  const known = points.filter(({ labels }) => labels > 0)
  if (new Set(known.map(({ labels }) => labels)).size < LEAST_POINTS) return []
  const laws = lawsOf(known)
  const freedom = known.length + PRIOR_POINTS
  return at.map((labels) => {
    const random = createRandom(seed)
    const draws = Float64Array.from({ length: DRAWS }, () => {
      const law = drawn(laws, random.next())
      const x = labels ** -law.exponent
      const spread = Math.sqrt((law.variance / freedom) * (1 + x ** 2 / law.weight))
      const t = random.normal() / Math.sqrt(chiSquare(random, freedom) / freedom)
      return Math.min(1, Math.max(0, law.ceiling - law.slope * x + spread * t))
    }).sort()
    const quantile = (share: number) => draws[Math.round(share * (DRAWS - 1))] as number
    return { labels, expected: quantile(0.5), low: quantile(LOW), high: quantile(HIGH) }
  })
}

/** Every forecast of the next measurement that could have been made, held against what came; each from earlier points alone. */
export function scoreForecasts(points: readonly Measured[], seed = 0): Scored[] {
  return points.flatMap(({ labels, metric }, place) => {
    const [made] = forecast(points.slice(0, place), [labels], seed)
    return made ? [{ ...made, metric, inside: metric >= made.low && metric <= made.high }] : []
  })
}

interface Law {
  readonly ceiling: number
  readonly exponent: number
  readonly slope: number
  /** Squared residuals and the prior's, together. */
  readonly variance: number
  /** Sum of the squared regressors. */
  readonly weight: number
  /** Share of the chance of this law and all before it. */
  readonly upTo: number
}

function lawsOf(points: readonly Measured[]): Law[] {
  const best = Math.max(...points.map(({ metric }) => metric))
  const prior = PRIOR_POINTS * PRIOR_SPREAD ** 2
  const laws = EXPONENTS.flatMap((exponent) => {
    const xs = points.map(({ labels }) => labels ** -exponent)
    const weight = xs.reduce((sum, x) => sum + x ** 2, 0)
    return Array.from({ length: CEILINGS }, (_, place) => {
      const ceiling = Math.min(1, best) + ((1 - Math.min(1, best)) * place) / (CEILINGS - 1)
      const fitted = points.reduce((sum, { metric }, index) => sum + (ceiling - metric) * (xs[index] as number), 0) / weight
      const slope = Math.max(0, fitted)
      const squares = points.reduce((sum, { metric }, index) => sum + (ceiling - slope * (xs[index] as number) - metric) ** 2, 0)
      const variance = squares + prior
      return { ceiling, exponent, slope, variance, weight, chance: variance ** (-(points.length + PRIOR_POINTS) / 2) }
    })
  })
  const whole = laws.reduce((sum, { chance }) => sum + chance, 0)
  let upTo = 0
  return laws.map(({ chance, ...law }) => {
    upTo += chance / whole
    return { ...law, upTo }
  })
}

function drawn(laws: readonly Law[], share: number): Law {
  let [low, high] = [0, laws.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((laws[middle] as Law).upTo < share) low = middle + 1
    else high = middle
  }
  return laws[low] as Law
}

function chiSquare(random: { normal(): number }, freedom: number): number {
  let sum = 0
  for (let one = 0; one < freedom; one++) sum += random.normal() ** 2
  return sum
}
