import { createRandom } from '#shared/random.ts'

/** Drawn at most: the smallest p that can be told is one more than this, inverted. */
const MOST_PERMUTATIONS = 1999
/** Once chance was as large so many times the answer is clear (Besag and Clifford, Biometrika 78, 1991). */
const ENOUGH_EXCEEDANCES = 30

/**
 * How often a statistic of two groups is at least as large when the members are dealt out anew. `statisticOf` is given the members of the
 * first group, as places among all. Stops early where the answer is clear; the p is valid all the same. The same seed gives the same p.
 */
export function permutationP(
  { first, all, seed }: { first: number; all: number; seed: number },
  observed: number,
  statisticOf: (members: Uint32Array) => number,
): number {
  const random = createRandom(seed)
  const places = Uint32Array.from({ length: all }, (_, place) => place)
  let exceeded = 0
  for (let drawn = 1; drawn <= MOST_PERMUTATIONS; drawn++) {
    for (let place = 0; place < first; place++) {
      const other = place + random.integer(all - place)
      const moved = places[place] as number
      places[place] = places[other] as number
      places[other] = moved
    }
    if (statisticOf(places.subarray(0, first)) >= observed) exceeded++
    if (exceeded === ENOUGH_EXCEEDANCES) return exceeded / drawn
  }
  return (exceeded + 1) / (MOST_PERMUTATIONS + 1)
}
