import type { Tensor, Tf } from '../engines/tensor.ts'
import { logProbabilities } from './log-probabilities.ts'

/** A cell with this heat or more is a centre. */
const CENTRE = 0.999
/** Exponents of the focal loss: easy cells count less, and cells near a centre are forgiven. */
const FORGIVENESS = 4

/**
 * Focal loss of centre scores per centre (Law and Deng 2018, equation 1, as in Zhou et al. 2019): logits [n, h, w, c] against heat
 * [n, h, w, c] that is 1 at the centres and falls off around them -> a number. `weights` [n, h, w, c] say how much each centre counts, and are 0
 * elsewhere; without them all count the same.
 */
export function centreLoss(tf: Tf, scores: Tensor, heat: Tensor, weights?: Tensor): Tensor {
  const { yes, no } = logProbabilities(tf, scores)
  const probability = tf.sigmoid(scores)
  const centre = weights ?? tf.cast(tf.greaterEqual(heat, CENTRE), 'float32')
  const centres = tf.maximum(tf.sum(centre), 1)
  const missed = tf.mul(centre, tf.mul(yes, tf.square(tf.sub(1, probability))))
  const forgiven = tf.pow(tf.sub(1, heat), FORGIVENESS)
  const invented = tf.mul(forgiven, tf.mul(tf.square(probability), no))
  return tf.neg(tf.div(tf.sum(tf.add(missed, invented)), centres))
}
