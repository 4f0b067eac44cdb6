import { createRandom } from '#shared/random.ts'
import { mapPausing } from './map-pausing.ts'

/** How many resamples an interval rests on, where nothing else is asked for. */
export const RESAMPLES = 1_000

const LOWER_TAIL = 0.025
const UPPER_TAIL = 0.975

interface Resampling {
  readonly images: number
  /** Places of the images that are drawn from. */
  readonly among: ArrayLike<number>
  readonly seed: number
  readonly resamples: number
}

/**
 * What `measure` says of each of so many draws of the images, each given as how often every image counts. Same seed, same draws. Pauses now and
 * then.
 */
export async function resampled<Result>(
  measure: (weights: Uint32Array) => Result,
  { images, among, seed, resamples }: Resampling,
): Promise<Result[]> {
  const random = createRandom(seed)
  return mapPausing(everyPlace(resamples), () => measure(drawnWeights(images, among, random.integer)))
}

/** Every image by its place. Shape [images]. */
export const everyPlace = (images: number): Uint32Array => Uint32Array.from({ length: images }, (_, place) => place)

/** The middle 95 % of values in rising order: the percentile interval (Efron and Tibshirani 1993, chapter 13). Expects at least one value. */
export function percentileInterval(sorted: Float64Array): { low: number; high: number } {
  return { low: quantile(sorted, LOWER_TAIL), high: quantile(sorted, UPPER_TAIL) }
}

/** Images drawn with replacement out of those at `places`, as often as there are: how often each of `images` counts. Shape [images]. */
function drawnWeights(images: number, places: ArrayLike<number>, integer: (below: number) => number): Uint32Array {
  const weights = new Uint32Array(images)
  for (let draw = 0; draw < places.length; draw++) {
    const image = places[integer(places.length)] as number
    weights[image] = (weights[image] as number) + 1
  }
  return weights
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)] as number
  const above = sorted[Math.ceil(place)] as number
  return below + (above - below) * (place - Math.floor(place))
}
