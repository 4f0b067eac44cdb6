import { gridOf } from '#shared/decoding/grid-of.ts'
import type { Engine } from '../engines/engine.ts'
import type { Tensor, Tensor4D } from '../engines/tensor.ts'
import { type PixelRange, rangeInto, type Size } from '../images/warp.ts'
import { foldNormalization } from '../networks/fold-normalization.ts'
import { predictingPass } from '../networks/pass.ts'
import type { LearnedNetwork } from './network-of-model.ts'
import type { NetworkRunner } from './network-runner.ts'

const CHANNELS = 3

type RunnerOptions = { learned: LearnedNetwork; size: Size; range: PixelRange }

/** Puts a network's folded weights on a training engine. */
export function engineRunner({ tf }: Engine, { learned, size, range }: RunnerOptions): NetworkRunner {
  const { network, weights, statistics } = learned
  const tensors = new Map(
    foldNormalization(network, weights, statistics).map(({ name, shape, values }) => [name, tf.tensor(values, shape)]),
  )
  const pass = predictingPass(tf, tensors)
  return {
    async run(images) {
      const output = tf.tidy(() => network.forward<Tensor>(pass, imageBatch(images)))
      const values = (await output.data()) as Float32Array
      const grid = gridOf(output.shape)
      output.dispose()
      return { values, grid }
    },
    dispose: () => tf.dispose([...tensors.values()]),
  }

  /** -> [n, height, width, 3] in the network's range. */
  function imageBatch(images: readonly Uint8Array[]): Tensor4D {
    const perImage = size.width * size.height * CHANNELS
    const batch = new Float32Array(images.length * perImage)
    for (const [index, pixels] of images.entries())
      rangeInto(batch.subarray(index * perImage, (index + 1) * perImage), pixels, range)
    return tf.tensor4d(batch, [images.length, size.height, size.width, CHANNELS])
  }
}
