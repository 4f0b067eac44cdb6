import type { Tensor, Tf } from './tensor.ts'
import type { NativeBackend } from './tensorflow-kernels.ts'

const PIXELS = [5, 7, 1, 3] as const
const MAXIMUM = Math.max(...PIXELS)

/**
 * Whether operations really run on a graphics card: pooling with channels first (`NCHW`) and its window given as a tensor has a kernel
 * there and none on a processor, so that its right answer proves where it ran. The list of devices alone proves only that one is there.
 */
export function runsOnGpu(tf: Tf, backend: NativeBackend): boolean {
  const { binding } = backend
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NCHW' },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: 'VALID' },
  ]
  return tf.tidy(() => {
    const image = tf.tensor4d([...PIXELS], [1, 1, 2, 2])
    const window = tf.tensor1d([1, 1, 2, 2], 'int32')
    try {
      const [pooled] = backend.executeMultipleOutputs('MaxPoolV2', attributes, [image, window, window], 1)
      return (pooled as Tensor).dataSync()[0] === MAXIMUM
    } catch {
      // The processor's kernel refuses channels first: that is the answer "no".
      return false
    }
  })
}
