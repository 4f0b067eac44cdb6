import { decoders } from '#shared/decoding/index.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import type { Scalar, Tensor, Tf } from '../../engines/tensor.ts'
import type { LabelledObject, Task } from '../task.ts'
import { measureClassification } from './accuracy.ts'

/** Share of the target that is spread over all labels (Szegedy et al. 2016, section 7). */
const LABEL_SMOOTHING = 0.1

/** One label per image: one score per label, which sum to 1. */
export const classification: Task = {
  id: 'classification',
  outputBias: ({ length }) => new Array<number>(length).fill(0),
  augmentation: {
    scale: 0.2,
    shift: 0.08,
    rotationDegrees: 12,
    brightness: 0.08,
    contrast: 0.25,
    horizontalFlip: true,
    verticalFlip: false,
  },
  targets: classificationTargets,
  loss: classificationLoss,
  decode: decoders.classification,
  measure: measureClassification,
}

/** The label of each image -> one-hot rows [n, labels], smoothed; of two images in one, both labels by the share of each. */
function classificationTargets(
  tf: Tf,
  batch: readonly (readonly LabelledObject[])[],
  _grid: Grid,
  { length: labels }: readonly LearnedLabel[],
): Tensor[] {
  const rows = new Float32Array(batch.length * labels).fill(LABEL_SMOOTHING / labels)
  batch.forEach((objects, index) => {
    for (const { label, weight = 1 } of sharesOf(objects)) {
      const place = index * labels + label
      rows[place] = (rows[place] ?? 0) + (1 - LABEL_SMOOTHING) * weight
    }
  })
  return [tf.tensor2d(rows, [batch.length, labels])]
}

// An image has one class, the first where people gave it several; only two images in one have a share each.
function sharesOf(objects: readonly LabelledObject[]): readonly LabelledObject[] {
  return objects.some(({ weight }) => weight !== undefined) ? objects : objects.slice(0, 1)
}

/** Cross entropy of output [n, labels] against target rows [n, labels], averaged over the batch. */
function classificationLoss(tf: Tf, output: Tensor, [target]: readonly Tensor[]): Scalar {
  const logProbability = tf.logSoftmax(output)
  return tf.neg(tf.mean(tf.sum(tf.mul(target as Tensor, logProbability), 1))) as Scalar
}
