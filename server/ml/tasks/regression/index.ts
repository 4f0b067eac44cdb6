import { TOLERATED_DEVIATIONS } from '#shared/tasks/regression.ts'
import type { Scalar, Tensor, Tensor2D, Tf } from '../../engines/tensor.ts'
import type { LearnedLabel } from '../learned-label.ts'
import type { Grid, LabelledObject, Prediction, Task } from '../task.ts'
import { measureRegression } from './determination.ts'
import { withinProbability } from './within-probability.ts'

/** Bounds of the logarithm of the variance, in variances of all numbers: an error of a twentieth of the deviation, and of four deviations. */
const LOG_VARIANCE = { least: -6, most: 2.8 }

/** JavaScript writes no more digits behind the point. */
const MOST_DIGITS = 100

/** A number per label and image: what it is, and the logarithm of how far it may be off, in standard deviations of the training numbers. */
export const regression: Task = {
  id: 'regression',
  outputBias: ({ length }) => new Array<number>(2 * length).fill(0),
  augmentation: { brightness: 0.08, contrast: 0.2, horizontalFlip: true, verticalFlip: true },
  targets: standardisedNumbers,
  loss: gaussianLoss,
  decode: decodeNumbers,
  measure: measureRegression,
}

/** Numbers of each image -> standardised rows [n, labels], and rows [n, labels] that are 1 where a number is known. */
function standardisedNumbers(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  _grid: Grid,
  labels: readonly LearnedLabel[],
): Tensor[] {
  const numbers = new Float32Array(batch.length * labels.length)
  const known = new Float32Array(batch.length * labels.length)
  batch.forEach((objects, index) => {
    for (const { label, value } of objects) {
      const spread = labels[label]?.value
      if (value === null || !spread) continue
      numbers[index * labels.length + label] = (value - spread.mean) / spread.deviation
      known[index * labels.length + label] = 1
    }
  })
  const size: [number, number] = [batch.length, labels.length]
  return [tf.tensor2d(numbers, size), tf.tensor2d(known, size)]
}

/** Gaussian negative log likelihood with a variance for each image (Nix and Weigend 1994), averaged over what is known. */
function gaussianLoss(tf: Tf, output: Tensor, [numbers, known]: readonly Tensor[], { length }: readonly LearnedLabel[]): Scalar {
  const [means, logs] = tf.split(output as Tensor2D, [length, length], 1) as [Tensor, Tensor]
  const logVariance = tf.clipByValue(logs, LOG_VARIANCE.least, LOG_VARIANCE.most)
  const squared = tf.square(tf.sub(means, numbers as Tensor))
  const surprise = tf.mul(0.5, tf.add(tf.mul(squared, tf.exp(tf.neg(logVariance))), logVariance))
  const counted = tf.maximum(tf.sum(known as Tensor), 1)
  return tf.div(tf.sum(tf.mul(surprise, known as Tensor)), counted) as Scalar
}

/** One image's output [2 * labels] -> a number for every label, with the probability that it is near enough, the surest first. */
function decodeNumbers(output: Float32Array, _grid: Grid, labels: readonly LearnedLabel[]): Prediction[] {
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
