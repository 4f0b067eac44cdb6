import { decoders } from '#shared/decoding/index.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import type { Scalar, Tensor, Tf } from '../../engines/tensor.ts'
import { logProbabilities } from '../log-probabilities.ts'
import type { LabelledObject, Task } from '../task.ts'
import { measureMultilabel } from './mean-average-precision.ts'

/** Sigmoid of -2 is 0.12: at the start a label is on every eighth image. */
const SCORE_BIAS = -2
/** The asymmetric loss: labels that are absent count less the surer that is, and not at all below the margin. */
const ABSENT_FOCUS = 2
const ABSENT_MARGIN = 0.05

/** Any number of labels per image: one score for each, independent of the others. */
export const multilabel: Task = {
  id: 'multilabel',
  outputBias: ({ length }) => new Array<number>(length).fill(SCORE_BIAS),
  augmentation: { scale: 0.2, shift: 0.08, rotationDegrees: 12, brightness: 0.08, contrast: 0.25, horizontalFlip: true },
  targets: presentLabels,
  loss: asymmetricLoss,
  decode: decoders.multilabel,
  measure: measureMultilabel,
}

/** The labels of each image -> rows [n, labels] of ones and zeros. */
function presentLabels(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  _grid: Grid,
  { length: labels }: readonly LearnedLabel[],
): Tensor[] {
  const rows = new Float32Array(batch.length * labels)
  batch.forEach((objects, index) => {
    for (const { label } of objects) rows[index * labels + label] = 1
  })
  return [tf.tensor2d(rows, [batch.length, labels])]
}

/** Asymmetric loss (Ridnik et al. 2021, arXiv 2009.14119) of output [n, labels] against rows [n, labels], averaged over the batch. */
function asymmetricLoss(tf: Tf, output: Tensor, [target]: readonly Tensor[]): Scalar {
  const present = target as Tensor
  const shifted = tf.relu(tf.sub(tf.sigmoid(output), ABSENT_MARGIN))
  const missed = tf.mul(present, logProbabilities(tf, output).yes)
  const focus = tf.pow(shifted, ABSENT_FOCUS)
  const invented = tf.mul(tf.mul(tf.sub(1, present), focus), tf.log(tf.sub(1, shifted)))
  return tf.neg(tf.mean(tf.sum(tf.add(missed, invented), 1))) as Scalar
}
