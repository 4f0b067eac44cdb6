import { TOLERATED_DEVIATIONS } from '../tasks/regression.ts'
import type { LearnedLabel } from './learned-label.ts'
import type { Grid, Prediction } from './prediction.ts'
import { withinProbability } from './regression/within-probability.ts'

/** Bounds of the logarithm of the variance, in variances of all numbers: an error of a twentieth of the deviation, and of four deviations. */
export const LOG_VARIANCE = { least: -6, most: 2.8 }

/** JavaScript writes no more digits behind the point. */
const MOST_DIGITS = 100

/** One image's output [2 * labels] -> a number for every label, with the probability that it is near enough, the surest first. */
export function decodeNumbers(output: Float32Array, _grid: Grid, labels: readonly LearnedLabel[]): Prediction[] {
  return labels
    .map(({ value: { mean, deviation, whole } }, label): Prediction => {
      const log = Math.min(LOG_VARIANCE.most, Math.max(LOG_VARIANCE.least, output[labels.length + label] ?? 0))
      const score = withinProbability(TOLERATED_DEVIATIONS / Math.exp(log / 2))
      const value = mean + (output[label] ?? 0) * deviation
      return { label, score, shape: { kind: 'whole' }, value: whole ? Math.round(value) : readable(value, deviation) }
    })
    .sort((a, b) => b.score - a.score)
}

/** With no more digits than a hundredth of the deviation asks for: a person reads it. */
function readable(value: number, deviation: number): number {
  const digits = Math.min(MOST_DIGITS, Math.max(0, 2 - Math.floor(Math.log10(deviation))))
  return Number(value.toFixed(digits))
}
