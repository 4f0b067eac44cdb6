import type { Scalar, Tensor, Tensor4D, Tf } from '../../engines/tensor.ts'
import type { LearnedLabel } from '../learned-label.ts'

const SIDES = 4
/** A cell with this heat or more is a centre. */
const CENTRE = 0.999
/** Exponents of the focal loss: easy cells count less, and cells near a centre are forgiven. */
const FORGIVENESS = 4
const PROBABILITY_MARGIN = 1e-4
/** Bounds of the logarithm of a distance in cells. */
const LOG_DISTANCE = { least: -4, most: 5 }
const BOX_WEIGHT = 2
const TINY = 1e-6

/**
 * Centre-point loss: focal loss on the scores (Law and Deng 2018, equation 1, as in Zhou et al. 2019) plus twice 1 - IoU of the boxes
 * (Yu et al. 2016). output [n, h, w, labels + 4] against heat, sides and weight of `detectionTargets`.
 */
export function detectionLoss(
  tf: Tf,
  output: Tensor,
  [heat, sides, weight]: readonly Tensor[],
  { length: labels }: readonly LearnedLabel[],
): Scalar {
  const [scores, distances] = tf.split(output as Tensor4D, [labels, SIDES], 3) as [Tensor4D, Tensor4D]
  const boxes = boxLoss(tf, distances, sides as Tensor, weight as Tensor)
  return tf.add(focalLoss(tf, scores, heat as Tensor), tf.mul(boxes, BOX_WEIGHT)) as Scalar
}

function focalLoss(tf: Tf, scores: Tensor, heat: Tensor): Tensor {
  const probability = tf.clipByValue(tf.sigmoid(scores), PROBABILITY_MARGIN, 1 - PROBABILITY_MARGIN)
  const centre = tf.cast(tf.greaterEqual(heat, CENTRE), 'float32')
  const centres = tf.maximum(tf.sum(centre), 1)
  const missed = tf.mul(centre, tf.mul(tf.log(probability), tf.square(tf.sub(1, probability))))
  const forgiven = tf.mul(tf.sub(1, centre), tf.pow(tf.sub(1, heat), FORGIVENESS))
  const invented = tf.mul(forgiven, tf.mul(tf.square(probability), tf.log(tf.sub(1, probability))))
  return tf.neg(tf.div(tf.sum(tf.add(missed, invented)), centres))
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
