import { OFFSETS } from '#shared/decoding/keypoints/joints.ts'
import type { Scalar, Tensor, Tensor4D, Tf } from '../../engines/tensor.ts'
import { logProbabilities } from '../log-probabilities.ts'

const OFFSET_WEIGHT = 0.5

/**
 * How wrong the keypoints' part of an output is: [n, h, w, 3 * joints], heat logits first, against heat, offsets and weight of
 * `jointTargets`. Heat by the quality focal loss (Li et al. 2020, arXiv 2006.04388, equation 1), which is least where the probability equals
 * the bump, so that a place between cells can be read from it; offsets by their absolute error.
 */
export function jointLoss(tf: Tf, output: Tensor, [heat, offsets, weight]: readonly Tensor[], joints: number): Scalar {
  const [logits, found] = tf.split(output as Tensor4D, [joints, joints * OFFSETS], 3) as [Tensor, Tensor]
  const bumps = tf.maximum(tf.sum(heat as Tensor), 1)
  const heatLoss = tf.div(tf.sum(qualityFocal(tf, logits, heat as Tensor)), bumps)
  const errors = tf.mul(tf.abs(tf.sub(found, offsets as Tensor)), weight as Tensor)
  const counted = tf.maximum(tf.sum(weight as Tensor), 1)
  return tf.add(heatLoss, tf.mul(tf.div(tf.sum(errors), counted), OFFSET_WEIGHT)) as Scalar
}

function qualityFocal(tf: Tf, logits: Tensor, heat: Tensor): Tensor {
  const { yes, no } = logProbabilities(tf, logits)
  const surprise = tf.add(tf.mul(heat, yes), tf.mul(tf.sub(1, heat), no))
  return tf.neg(tf.mul(tf.square(tf.sub(heat, tf.sigmoid(logits))), surprise))
}
