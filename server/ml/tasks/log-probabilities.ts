import type { Tensor, Tf } from '../engines/tensor.ts'

/**
 * Logits -> the logarithms of the probabilities that it is so and that it is not, of the same shape. From the logits themselves, and not from a
 * probability that is kept away from 0 and 1: however wrong a network has become, it is told where to go.
 */
export const logProbabilities = (tf: Tf, logits: Tensor): { yes: Tensor; no: Tensor } => ({
  yes: tf.neg(tf.softplus(tf.neg(logits))),
  no: tf.neg(tf.softplus(logits)),
})
