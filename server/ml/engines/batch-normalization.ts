import { withGradient } from './custom-gradient.ts'
import type { NormalizedBatch } from './engine.ts'
import type { Tensor, Tensor1D, Tensor4D, Tf } from './tensor.ts'

/** Added to the variance before the square root. */
export const NORMALIZATION_EPSILON = 1e-3

const PIXEL_AXES = [0, 1, 2]

/**
 * Batch normalisation in plain operations, for engines without a fused kernel: x [n, h, w, c] -> y [n, h, w, c], mean [c], variance [c].
 * The gradient is written out by hand (Ioffe and Szegedy 2015, section 3), which takes half the passes of automatic differentiation.
 */
export function normalizeBatchPlainly(tf: Tf, x: Tensor4D, scale: Tensor1D, offset: Tensor1D): NormalizedBatch {
  let statistics: { mean: Tensor1D; variance: Tensor1D } | undefined
  const y = withGradient(tf, [x, scale, offset], ([map, gamma, beta], save) => {
    const mean = tf.keep(tf.mean<Tensor1D>(map as Tensor, PIXEL_AXES))
    const centred = tf.sub(map as Tensor, mean)
    const variance = tf.keep(tf.mean<Tensor1D>(tf.square(centred), PIXEL_AXES))
    const inverse = tf.rsqrt(tf.add(variance, NORMALIZATION_EPSILON))
    const whitened = tf.mul(centred, inverse)
    statistics = { mean, variance }
    save([whitened, gamma as Tensor, inverse])
    return {
      value: tf.add(tf.mul(whitened, gamma as Tensor), beta as Tensor),
      gradient: (dy, saved) => gradients(tf, dy, saved as [Tensor4D, Tensor1D, Tensor1D]),
    }
  }) as Tensor4D
  if (!statistics) throw new Error('expected the forward pass to leave its statistics')
  return { y, ...statistics }
}

/** dy [n, h, w, c] -> gradients of x [n, h, w, c], scale [c] and offset [c]. */
function gradients(tf: Tf, dy: Tensor, [whitened, scale, inverse]: [Tensor4D, Tensor1D, Tensor1D]): Tensor[] {
  const [n, h, w] = whitened.shape
  const dOffset = tf.sum(dy, PIXEL_AXES)
  const dScale = tf.sum(tf.mul(dy, whitened), PIXEL_AXES)
  const towardsMean = tf.div(tf.add(tf.mul(whitened, dScale), dOffset), n * h * w)
  const dx = tf.mul(tf.sub(dy, towardsMean), tf.mul(scale, inverse))
  return [dx, dScale, dOffset]
}
