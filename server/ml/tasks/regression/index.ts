import { decoders } from '#shared/decoding/index.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import { LOG_VARIANCE } from '#shared/decoding/regression.ts'
import type { Scalar, Tensor, Tensor2D, Tf } from '../../engines/tensor.ts'
import type { LabelledObject, Task } from '../task.ts'
import { measureRegression } from './determination.ts'

/** A number per label and image: what it is, and the logarithm of how far it may be off, in standard deviations of the training numbers. */
export const regression: Task = {
  id: 'regression',
  signedLoss: true,
  outputBias: ({ length }) => new Array<number>(2 * length).fill(0),
  augmentation: { brightness: 0.08, contrast: 0.2, horizontalFlip: true, verticalFlip: true },
  targets: standardisedNumbers,
  loss: gaussianLoss,
  decode: decoders.regression,
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
