import type { Random } from '#shared/random.ts'
import { type Bounds, bounds, clip, moved, type Shape } from '#shared/shapes/index.ts'

/** An edge lands this far from where it belongs, at most … */
const LARGEST_MISS_PX = 1.5
/** … and on small objects, which people draw zoomed in, at most this share of the side: IoU with the truth stays above 0.92. */
const LARGEST_MISS_SHARE = 0.02

/** A shape as a person's hand draws it: boxes are off by a pixel or so at every edge, others as a whole, and none leaves the image. */
export function drawnBy(random: Random, shape: Shape, frame: Bounds): Shape {
  const extent = bounds(shape)
  if (!extent) return shape
  const miss = (side: number) => (2 * random.next() - 1) * Math.min(LARGEST_MISS_PX, LARGEST_MISS_SHARE * side)
  if (shape.kind !== 'box') return clip(moved(shape, miss(extent.width), miss(extent.height)), frame) ?? shape
  const left = shape.x + miss(shape.width)
  const top = shape.y + miss(shape.height)
  const right = shape.x + shape.width + miss(shape.width)
  const bottom = shape.y + shape.height + miss(shape.height)
  const drawn = { kind: 'box', x: left, y: top, width: right - left, height: bottom - top } as const
  return clip(drawn, frame) ?? shape
}
