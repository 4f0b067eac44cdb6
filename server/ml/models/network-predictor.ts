import type { Engine } from '../engines/engine.ts'
import type { Tensor, Tensor4D } from '../engines/tensor.ts'
import { type PixelRange, rangeInto, type Size } from '../images/warp.ts'
import { foldNormalization } from '../networks/fold-normalization.ts'
import { predictingPass } from '../networks/pass.ts'
import type { LearnedLabel } from '../tasks/learned-label.ts'
import type { Grid, Prediction, Task } from '../tasks/task.ts'
import type { LearnedNetwork } from './network-of-model.ts'

const CHANNELS = 3

/** A learned network on an engine: bytes of images in, predictions in fractions of the image out. */
export type NetworkPredictor = { predict(images: readonly Uint8Array[]): Promise<Prediction[][]>; dispose(): void }

type PredictorOptions = {
  engine: Engine
  task: Task
  labels: readonly LearnedLabel[]
  size: Size
  range: PixelRange
  learned: LearnedNetwork
}

/** Puts the folded weights on the engine; every image is [size.height, size.width, 3] bytes, and one call is one batch. */
export function networkPredictor({ engine: { tf }, task, labels, size, range, learned }: PredictorOptions): NetworkPredictor {
  const { network, weights, statistics } = learned
  const tensors = new Map(
    foldNormalization(network, weights, statistics).map(({ name, shape, values }) => [name, tf.tensor(values, shape)]),
  )
  const pass = predictingPass(tf, tensors)
  return {
    async predict(images) {
      if (images.length === 0) return []
      const output = tf.tidy(() => network.forward(pass, imageBatch(images)))
      const values = (await output.data()) as Float32Array
      const grid = gridOf(output)
      output.dispose()
      const perImage = values.length / images.length
      return images.map((_, index) => task.decode(values.subarray(index * perImage, (index + 1) * perImage), grid, labels))
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

/** The cells of an output [n, h, w, channels], or of vectors [n, channels]. */
export function gridOf({ shape }: Tensor): Grid {
  return shape.length === 4 ? { height: shape[1] ?? 1, width: shape[2] ?? 1 } : { height: 1, width: 1 }
}
