import { SIDES } from '#shared/decoding/detection.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Scalar, Tensor, Tensor4D, Tf } from '../../engines/tensor.ts'
import { centreLoss } from '../centre-loss.ts'

/** Bounds of the logarithm of a distance in cells. */
const LOG_DISTANCE = { least: -4, most: 5 }
const BOX_WEIGHT = 4
const TINY = 1e-6

/**
 * Centre-point loss: focal loss on the scores (Law and Deng 2018, equation 1, as in Zhou et al. 2019) plus four times 1 - IoU of the boxes
 * (Yu et al. 2016). output [n, h, w, labels + 4] against heat, sides, weight and centres of `detectionTargets`.
 */
export function detectionLoss(
  tf: Tf,
  output: Tensor,
  [heat, sides, weight, centres]: readonly Tensor[],
  { length: labels }: readonly LearnedLabel[],
): Scalar {
  const [scores, distances] = tf.split(output as Tensor4D, [labels, SIDES], 3) as [Tensor4D, Tensor4D]
  const boxes = boxLoss(tf, distances, sides as Tensor, weight as Tensor)
  return tf.add(centreLoss(tf, scores, heat as Tensor, centres as Tensor), tf.mul(boxes, BOX_WEIGHT)) as Scalar
}

/** Predicted and true sides [n, h, w, 4] around the same cell always overlap, so plain IoU has a gradient everywhere. */
function boxLoss(tf: Tf, predicted: Tensor, sides: Tensor, weight: Tensor): Tensor {
  const mine = tf.exp(tf.clipByValue(predicted, LOG_DISTANCE.least, LOG_DISTANCE.most))
  const theirs = tf.exp(sides)
  const shared = area(tf, tf.minimum(mine, theirs))
  const union = tf.sub(tf.add(area(tf, mine), area(tf, theirs)), shared)
  const overlap = tf.div(shared, tf.add(union, TINY))
  return tf.div(tf.sum(tf.mul(tf.sub(1, overlap), weight)), tf.add(tf.sum(weight), TINY))
}

/** Distances [n, h, w, 4] to left, top, right and bottom -> area [n, h, w, 1]. */
function area(tf: Tf, distances: Tensor): Tensor {
  const [left, top, right, bottom] = tf.split(distances, SIDES, 3) as [Tensor, Tensor, Tensor, Tensor]
  return tf.mul(tf.add(left, right), tf.add(top, bottom))
}
