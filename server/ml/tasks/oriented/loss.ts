import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import { GEOMETRY, GEOMETRY_CHANNELS } from '#shared/decoding/oriented/channels.ts'
import type { Scalar, Tensor, Tensor4D, Tf } from '../../engines/tensor.ts'
import { centreLoss } from '../centre-loss.ts'

const OVERLAP_WEIGHT = 2
const PLAIN_WEIGHT = 0.5
/** Bounds of the logarithm of a side in cells. */
const LOG_SIDE = { least: -3, most: 6 }
/** The variance of an even spread over a side is its square by this. */
const EVEN_SPREAD = 12
/** A distance of nothing has no slope: the root begins here. */
const ROOT_MARGIN = 1e-3
const FARTHEST = 50
const TINY = 1e-6
const CHANNEL_AXIS = 3

/**
 * Focal loss of the centres, plus twice the Hellinger distance between boxes taken as Gaussians (ProbIoU, Llerena et al. 2021, arXiv 2106.06072), plus
 * half of the absolute errors, which lead where boxes do not meet yet. output [n, h, w, labels + 8] against the tensors of `orientedTargets`.
 */
export function orientedLoss(
  tf: Tf,
  output: Tensor,
  [heat, geometry, weight]: readonly Tensor[],
  { length: labels }: readonly LearnedLabel[],
): Scalar {
  const [scores, said] = tf.split(output as Tensor4D, [labels, GEOMETRY_CHANNELS], CHANNEL_AXIS) as [Tensor4D, Tensor4D]
  const [mine, theirs] = [partsOf(tf, said), partsOf(tf, geometry as Tensor4D)]
  const perCell = tf.add(
    tf.mul(gaussianDistance(tf, mine, theirs), OVERLAP_WEIGHT),
    tf.mul(plainDistance(tf, mine, theirs), PLAIN_WEIGHT),
  )
  const boxes = tf.div(tf.sum(tf.mul(perCell, weight as Tensor)), tf.add(tf.sum(weight as Tensor), TINY))
  return tf.add(centreLoss(tf, scores, heat as Tensor), boxes) as Scalar
}

/** Each [n, h, w, 2]. */
type Parts = { offset: Tensor; sides: Tensor; direction: Tensor; squareDirection: Tensor }

function partsOf(tf: Tf, geometry: Tensor4D): Parts {
  const [offset, sides, direction, squareDirection] = tf.split(geometry, Object.values(GEOMETRY), CHANNEL_AXIS) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ]
  return { offset, sides: tf.clipByValue(sides, LOG_SIDE.least, LOG_SIDE.most), direction, squareDirection }
}

/** 0 for equal boxes, 1 for those that share nothing: [n, h, w, 1]. */
function gaussianDistance(tf: Tf, mine: Parts, theirs: Parts): Tensor {
  const [one, other] = [covariance(tf, mine), covariance(tf, theirs)]
  const [xx, yy, xy] = [tf.add(one.xx, other.xx), tf.add(one.yy, other.yy), tf.add(one.xy, other.xy)]
  const determinant = tf.add(tf.sub(tf.mul(xx, yy), tf.square(xy)), TINY)
  const [dx, dy] = tf.split(tf.sub(mine.offset, theirs.offset), 2, CHANNEL_AXIS) as [Tensor, Tensor]
  const far = tf.sub(tf.add(tf.mul(yy, tf.square(dx)), tf.mul(xx, tf.square(dy))), tf.mul(tf.mul(xy, 2), tf.mul(dx, dy)))
  const apart = tf.mul(tf.div(far, determinant), 0.25)
  const roots = tf.sqrt(tf.add(tf.mul(one.determinant, other.determinant), TINY))
  const unlike = tf.mul(tf.log(tf.add(tf.div(determinant, tf.mul(roots, 4)), TINY)), 0.5)
  const bhattacharyya = tf.clipByValue(tf.add(apart, unlike), 0, FARTHEST)
  return tf.sqrt(tf.add(tf.sub(1, tf.exp(tf.neg(bhattacharyya))), ROOT_MARGIN))
}

function covariance(tf: Tf, { sides, direction }: Parts): { xx: Tensor; yy: Tensor; xy: Tensor; determinant: Tensor } {
  const [long, short] = tf.split(tf.div(tf.square(tf.exp(sides)), EVEN_SPREAD), 2, CHANNEL_AXIS) as [Tensor, Tensor]
  const length = tf.sqrt(tf.add(tf.sum(tf.square(direction), CHANNEL_AXIS, true), TINY))
  const [cos, sin] = tf.split(tf.div(direction, length), 2, CHANNEL_AXIS) as [Tensor, Tensor]
  const mean = tf.mul(tf.add(long, short), 0.5)
  const half = tf.mul(tf.sub(long, short), 0.5)
  return {
    xx: tf.add(mean, tf.mul(half, cos)),
    yy: tf.sub(mean, tf.mul(half, cos)),
    xy: tf.mul(half, sin),
    determinant: tf.mul(long, short),
  }
}

/** Absolute errors, that of the longer side's direction the less the squarer the box: [n, h, w, 1]. */
function plainDistance(tf: Tf, mine: Parts, theirs: Parts): Tensor {
  const error = (part: keyof Parts) => tf.sum(tf.abs(tf.sub(mine[part], theirs[part])), CHANNEL_AXIS, true)
  const [long, short] = tf.split(theirs.sides, 2, CHANNEL_AXIS) as [Tensor, Tensor]
  const elongation = tf.sub(1, tf.exp(tf.sub(short, long)))
  const directions = tf.add(tf.mul(error('direction'), elongation), error('squareDirection'))
  return tf.add(tf.add(error('offset'), error('sides')), directions)
}
