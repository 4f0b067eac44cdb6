import type { Interval } from '#shared/domain/examination.ts'
import type { ResampledMetric } from './resampled-metric.ts'
import { everyPlace, percentileInterval, RESAMPLES, resampled } from './resampling.ts'

export interface IntervalOptions {
  readonly seed: number
  readonly resamples?: number
  /** Only these images, by their places; all by default. */
  readonly among?: ArrayLike<number>
}

/** A figure and that of each label, each with its interval. */
export interface Intervals extends Interval {
  /** In the order of the metric's labels. */
  readonly perLabel: readonly Interval[]
}

/**
 * A metric on a split, or on a part of it, with its 95 % interval by resampling images with replacement. Same seed, same answer. A figure that was
 * measured on a single image has no interval.
 */
export async function bootstrapIntervals(metric: ResampledMetric, options: IntervalOptions): Promise<Intervals> {
  const { seed, resamples = RESAMPLES, among = everyPlace(metric.images) } = options
  const measured = metric.measure(weightsOf(metric.images, among))
  const often = among.length > 1 ? resamples : 0
  const draws = await resampled((weights) => metric.measure(weights), { images: metric.images, among, seed, resamples: often })
  return {
    ...spread(
      measured.value,
      draws.map(({ value }) => value),
    ),
    perLabel: metric.labels.map((_, label) =>
      spread(
        measured.perLabel[label] ?? null,
        draws.map(({ perLabel }) => perLabel[label] ?? null),
      ),
    ),
  }
}

function weightsOf(images: number, among: ArrayLike<number>): Uint32Array {
  const weights = new Uint32Array(images)
  for (let at = 0; at < among.length; at++) weights[among[at] as number] = 1
  return weights
}

// A draw without a truth says nothing and is left out.
function spread(value: number | null, draws: readonly (number | null)[]): Interval {
  const sorted = Float64Array.from(draws.flatMap((draw) => draw ?? [])).sort()
  if (value === null || sorted.length === 0) return { value, low: null, high: null }
  return { value, ...percentileInterval(sorted) }
}
