import { createRandom } from '#shared/random.ts'
import type { Tensor, Tensor4D, Tf } from '../engines/tensor.ts'
import { type AugmentationDefaults, drawVariation } from '../images/augmentation.ts'
import type { PixelStore } from '../images/pixel-store.ts'
import { placeObjects } from '../images/place-objects.ts'
import { type PixelRange, type Size, warpInto } from '../images/warp.ts'
import type { LearnedLabel } from '../tasks/learned-label.ts'
import type { Grid, LabelledObject, Task } from '../tasks/task.ts'
import { deriveSeed } from './seeds.ts'

const CHANNELS = 3

/** One batch on the engine: images [n, height, width, 3] and what the task compares with. */
export type Batch = { images: Tensor4D; targets: Tensor[] }

/** What batches are made of; objects are in fractions of their image. */
export type BatchSource = {
  task: Task
  labels: readonly LearnedLabel[]
  objects: readonly (readonly LabelledObject[])[]
  pixels: PixelStore
  size: Size
  grid: Grid
  range: PixelRange
  augmentation: AugmentationDefaults
  batchSize: number
  seed: number
}

/** Batches by step: order and variation follow from seed, epoch and step alone, so that a resumed run sees what it would have seen. */
export function batchMaker(source: BatchSource): (tf: Tf, step: number) => Batch {
  const { task, labels, objects, pixels, size, grid, range, augmentation, batchSize, seed } = source
  const perImage = size.width * size.height * CHANNELS
  const indicesAt = dataOrder(objects.length, batchSize, seed)
  return (tf, step) => {
    const random = createRandom(deriveSeed(seed, step, 1))
    const values = new Float32Array(batchSize * perImage)
    const placed = indicesAt(step).map((image, index) => {
      const variation = drawVariation(augmentation, size.width / size.height, random)
      warpInto(values.subarray(index * perImage, (index + 1) * perImage), pixels.pixels(image), size, variation, range)
      return placeObjects(objects[image] ?? [], variation.placement)
    })
    const images = tf.tensor4d(values, [batchSize, size.height, size.width, CHANNELS])
    return { images, targets: task.targets(tf, placed, grid, labels) }
  }
}

/** Which images a step sees: every image once per epoch, each epoch in an order of its own; batches run on over the end of an epoch. */
function dataOrder(images: number, batchSize: number, seed: number): (step: number) => number[] {
  let known: { epoch: number; order: number[] } | null = null
  const orderOf = (epoch: number) => {
    if (known?.epoch !== epoch)
      known = { epoch, order: createRandom(deriveSeed(seed, epoch, 0)).shuffled([...Array(images).keys()]) }
    return known.order
  }
  return (step) =>
    Array.from(
      { length: batchSize },
      (_, k) => orderOf(Math.floor((step * batchSize + k) / images))[(step * batchSize + k) % images] as number,
    )
}
