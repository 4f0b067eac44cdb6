import type { Augmentation } from '#shared/domain/augmentation.ts'
import { createRandom } from '#shared/random.ts'
import type { MirrorOrders } from '../images/mirror-objects.ts'
import { type DecodedImages, type PixelStore, readDecoded } from '../images/pixel-store.ts'
import { placeRecipe } from '../images/place-recipe.ts'
import { drawRecipe } from '../images/recipe.ts'
import { renderRecipe } from '../images/render-recipe.ts'
import type { PixelRange, Size } from '../images/warp.ts'
import type { LabelledObject } from '../tasks/task.ts'
import { dataOrder, repeatFactors } from './sampling.ts'
import { deriveSeed } from './seeds.ts'

const CHANNELS = 3

/** What batches are made of, as plain data that any thread can work by; objects are in fractions of their image. */
export type BatchPlan = {
  decoded: DecodedImages
  objects: readonly (readonly LabelledObject[])[]
  size: Size
  /** Other sizes are multiples of this. */
  sizeStep: number
  range: PixelRange
  augmentation: Augmentation
  /** Share by which a batch may be larger or smaller than `size`. */
  mixedSizes: number
  /** Labels on a smaller share of the images than this are shown more often. */
  balance: number
  batchSize: number
  seed: number
  /** Which keypoints change places in a mirror, by label. */
  mirrorOrders?: MirrorOrders
}

/** One batch before it is on an engine: values [n, size.height, size.width, 3], and per image what is true of it. */
export type PreparedBatch = { size: Size; values: Float32Array; objects: LabelledObject[][] }

/** Draws batches by step: order, sizes and variation follow from seed and step alone, so that a resumed run sees what it would have seen. */
export function batchPreparer(plan: BatchPlan, store: PixelStore = readDecoded(plan.decoded)): (step: number) => PreparedBatch {
  const { decoded, objects, range, augmentation, batchSize, seed } = plan
  const imagesAt = dataOrder({ repeats: repeatFactors(objects, plan.balance), batchSize, seed })
  const pixels = (image: number) => ({ ...decoded.size, bytes: store.pixels(image) })
  return (step) => {
    const random = createRandom(deriveSeed(seed, step, 1))
    const size = sizeAt(plan, step)
    const perImage = size.width * size.height * CHANNELS
    const values = new Float32Array(batchSize * perImage)
    const draw = { augmentation, aspectRatio: size.width / size.height, another: () => random.integer(objects.length), random }
    const placed = imagesAt(step).map((image, index) => {
      const recipe = drawRecipe(image, draw)
      renderRecipe(values.subarray(index * perImage, (index + 1) * perImage), recipe, { size, range, pixels })
      return placeRecipe(recipe, (source) => objects[source] ?? [], plan.mirrorOrders)
    })
    return { size, values, objects: placed }
  }
}

/** The usual size, one size smaller or one size larger, where sizes are mixed. */
function sizeAt({ size, sizeStep, mixedSizes, seed }: BatchPlan, step: number): Size {
  if (mixedSizes === 0) return size
  const factor = 1 + (createRandom(deriveSeed(seed, step, 2)).integer(3) - 1) * mixedSizes
  const toStep = (pixels: number) => Math.max(sizeStep, Math.round((pixels * factor) / sizeStep) * sizeStep)
  return { width: toStep(size.width), height: toStep(size.height) }
}
