import type { Engine } from '../engines/engine.ts'
import type { Tensor, Tensor4D, Tf } from '../engines/tensor.ts'
import { HARD_SLOPE, LEAST_LOGARITHM_OF, type Operations } from './operations.ts'

const PIXEL_AXES = [1, 2]
const CHANNEL_AXIS = 3
const HARD_SHIFT = 3

/** The operations of networks as an engine computes them, by the rectifiers that it is given. */
export function tensorOperations(tf: Tf, rectify: Engine['rectify']): Operations<Tensor> {
  return {
    add: (x, y) => tf.add(x, y),
    multiply: (x, y) => tf.mul(x, y),
    concatenate: (maps) => tf.concat([...maps], CHANNEL_AXIS),
    activate(x, activation) {
      if (activation === 'sigmoid') return tf.sigmoid(x)
      if (activation === 'hardSigmoid') return tf.mul(rectify(tf.add(x, HARD_SHIFT), 'relu6'), HARD_SLOPE)
      if (activation === 'logarithm') return tf.log(tf.maximum(x, LEAST_LOGARITHM_OF))
      return rectify(x, activation)
    },
    pool: (x, kind) => (kind === 'average' ? tf.mean(x, PIXEL_AXES, true) : tf.max(x, PIXEL_AXES, true)),
    enlarge(x, times, sampling) {
      const [, height, width] = x.shape as Tensor4D['shape']
      const size: [number, number] = [height * times, width * times]
      if (sampling === 'nearest') return tf.image.resizeNearestNeighbor(x as Tensor4D, size)
      return tf.image.resizeBilinear(x as Tensor4D, size)
    },
    flatten: (x) => tf.squeeze(x, PIXEL_AXES),
  }
}
