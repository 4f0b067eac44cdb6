import { bounds } from '#shared/shapes/index.ts'
import type { Architecture } from '../architectures/architecture.ts'
import type { Size } from '../images/warp.ts'
import type { TrainingImage } from './trainer-spec.ts'

/** An image as far as its size and its objects' sizes matter. */
type SizedImage = Pick<TrainingImage, 'width' | 'height' | 'objects'>

/** Objects smaller than this many pixels of the input along a side are hard to find and harder to outline: the input grows until most are larger. */
const SMALL_OBJECT_PX = 12
/** "Most" objects: all but this share of the smallest. */
const SMALL_SHARE = 0.1
const GREATEST_GROWTH = 1.5
const LEAST_RATIO = 0.5
const GREATEST_RATIO = 2

/** Input size for the images' usual aspect ratio: the architecture's usual area, larger (at most 1.5 times a side) for small objects. */
export function inputSize(images: readonly SizedImage[], { inputArea, sizeStep }: Architecture): Size {
  const ratio = clamp(
    quantile(
      images.map(({ width, height }) => width / height),
      0.5,
    ) ?? 1,
    LEAST_RATIO,
    GREATEST_RATIO,
  )
  const needed = SMALL_OBJECT_PX / Math.sqrt(inputArea)
  const smallest = quantile(images.flatMap(relativeObjectSizes), SMALL_SHARE) ?? 1
  const growth = clamp(needed / smallest, 1, GREATEST_GROWTH)
  const height = Math.sqrt(inputArea / ratio) * growth
  const toStep = (pixels: number) => Math.max(sizeStep, Math.round(pixels / sizeStep) * sizeStep)
  return { width: toStep(height * ratio), height: toStep(height) }
}

/** Sizes of the boxes around an image's objects as the square root of their share of its area. */
export function relativeObjectSizes({ width, height, objects }: SizedImage): number[] {
  return objects.flatMap(({ shape }) => {
    const box = bounds(shape)
    return box ? [Math.sqrt((box.width * box.height) / (width * height))] : []
  })
}

/** The value below which the given share of values lies; undefined where there are none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
