/** A bin nobody is in counts as this share: the logarithm of zero says nothing. */
const LEAST_SHARE = 1e-4
const PSI_BINS = 30

/**
 * The first Wasserstein distance of two samples, the area between their empirical distributions, over the standard deviation of the first:
 * how many deviations a value has moved on average. Over the deviation of both where the first has none; 0 where no value differs.
 */
export function normalisedWasserstein(reference: readonly number[], current: readonly number[]): number {
  const distance = wasserstein(reference, current)
  if (distance === 0) return 0
  return distance / (deviation(reference) || deviation([...reference, ...current]))
}

/** The first Wasserstein distance of two samples, in their own unit. */
export function wasserstein(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [sorted(a), sorted(b)]
  let [i, j, area] = [0, 0, 0]
  let before = Math.min(x[0] ?? 0, y[0] ?? 0)
  while (i < x.length || j < y.length) {
    const value = Math.min(x[i] ?? Number.POSITIVE_INFINITY, y[j] ?? Number.POSITIVE_INFINITY)
    area += Math.abs(i / x.length - j / y.length) * (value - before)
    while (x[i] === value) i++
    while (y[j] === value) j++
    before = value
  }
  return area
}

/** The Jensen-Shannon distance of two rows of counts, 0 to 1: the root of the divergence in bits (Endres and Schindelin 2003). */
export function jensenShannon(a: readonly number[], b: readonly number[]): number {
  const [p, q] = [shares(a), shares(b)]
  let divergence = 0
  for (const [place, share] of p.entries()) {
    const other = q[place] ?? 0
    const middle = (share + other) / 2
    if (share > 0) divergence += (share * Math.log2(share / middle)) / 2
    if (other > 0) divergence += (other * Math.log2(other / middle)) / 2
  }
  return Math.sqrt(Math.max(0, divergence))
}

/** The population stability index of two rows of counts: what both distributions say about each other, in nats (Lewis 1994). */
export function populationStability(reference: readonly number[], current: readonly number[]): number {
  const [p, q] = [shares(reference), shares(current)]
  return p.reduce((sum, share, place) => {
    const [before, now] = [Math.max(share, LEAST_SHARE), Math.max(q[place] ?? 0, LEAST_SHARE)]
    return sum + (now - before) * Math.log(now / before)
  }, 0)
}

/** How many values fall into each of 30 bins of one width over the range of both samples: what the index is computed on. */
export function stabilityBins(reference: readonly number[], current: readonly number[]): [number[], number[]] {
  const range = rangeOf([...reference, ...current])
  return [binned(reference, range, PSI_BINS), binned(current, range, PSI_BINS)]
}

/** Counts of values in bins of one width between the ends; those beyond an end are in its bin. */
export function binned(values: readonly number[], [low, high]: readonly [number, number], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  const width = (high - low) / bins || 1
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

/** The smallest and the largest. */
export function rangeOf(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

/** Counts as shares of their sum; zeros where there is nothing. */
export function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
