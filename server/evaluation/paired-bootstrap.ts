import { EvaluationInputError } from './input-error.ts'
import type { ResampledMetric } from './resampled-metric.ts'
import { everyPlace, percentileInterval, RESAMPLES, resampled } from './resampling.ts'

/** How sure a difference between two models is. */
export interface Difference {
  /** Challenger less champion on the split itself; null where it cannot be measured. */
  readonly difference: number | null
  /** The 95 % interval. */
  readonly low: number | null
  readonly high: number | null
  /** Share of the resamples in which the challenger is better, a tie counting half; null without any. */
  readonly probabilityBetter: number | null
}

export interface PairedBootstrap extends Difference {
  readonly images: number
  readonly resamples: number
  readonly perLabel: readonly (Difference & { label: string })[]
}

export interface PairedBootstrapInput {
  /** Both measured on the same images in the same order, with the same labels. */
  readonly champion: ResampledMetric
  readonly challenger: ResampledMetric
  readonly seed: number
  readonly resamples?: number
}

/**
 * The paired bootstrap over images (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", percentile interval of chapter 13): images are
 * drawn with replacement, both models are measured on the same draw, and the spread of the differences tells what is noise. Same seed, same
 * answer.
 */
export async function pairedBootstrap({
  champion,
  challenger,
  seed,
  resamples = RESAMPLES,
}: PairedBootstrapInput): Promise<PairedBootstrap> {
  if (champion.images !== challenger.images || champion.labels.join('\n') !== challenger.labels.join('\n')) {
    throw new EvaluationInputError(
      `Expected both models on the same images and labels, got ${champion.images} images of ${champion.labels.join(', ')} and ` +
        `${challenger.images} of ${challenger.labels.join(', ')}`,
    )
  }
  const { images, labels } = champion
  const differences = (weights: Uint32Array) => {
    const before = champion.measure(weights)
    const after = challenger.measure(weights)
    return {
      value: less(after.value, before.value),
      perLabel: labels.map((_, label) => less(after.perLabel[label] ?? null, before.perLabel[label] ?? null)),
    }
  }
  const measured = differences(new Uint32Array(images).fill(1))
  const draws = await resampled(differences, { images, among: everyPlace(images), seed, resamples })
  return {
    ...spread(
      measured.value,
      draws.map(({ value }) => value),
    ),
    images,
    resamples,
    perLabel: labels.map((label, index) => ({
      label,
      ...spread(
        measured.perLabel[index] ?? null,
        draws.map(({ perLabel }) => perLabel[index] ?? null),
      ),
    })),
  }
}

// A draw without a truth of the label says nothing about it and is left out.
function spread(difference: number | null, draws: readonly (number | null)[]): Difference {
  const sorted = Float64Array.from(draws.flatMap((draw) => draw ?? [])).sort()
  if (sorted.length === 0) return { difference, low: null, high: null, probabilityBetter: null }
  const wins = sorted.reduce((sum, draw) => sum + (draw > 0 ? 1 : draw === 0 ? 0.5 : 0), 0)
  return {
    difference,
    ...percentileInterval(sorted),
    probabilityBetter: wins / sorted.length,
  }
}

const less = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b)
