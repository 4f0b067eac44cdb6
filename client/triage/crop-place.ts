import type { Bounds } from '#shared/shapes/index.ts'

/** How much of a crop's side the shape takes: the rest is what it stands in, which tells what it is. */
const SHAPE_SHARE = 0.6
/** Image pixels: closer, one would look at squares. */
const LEAST_SIDE = 24

/** The square around a shape that is cut out for it, in whole pixels; narrower only where the image is. */
export function cropPlace(shape: Bounds, image: { width: number; height: number }): Bounds {
  const wanted = Math.ceil(Math.max(Math.max(shape.width, shape.height) / SHAPE_SHARE, LEAST_SIDE))
  const width = Math.min(wanted, image.width)
  const height = Math.min(wanted, image.height)
  return {
    x: within(shape.x + shape.width / 2 - width / 2, image.width - width),
    y: within(shape.y + shape.height / 2 - height / 2, image.height - height),
    width,
    height,
  }
}

const within = (offset: number, most: number): number => Math.round(Math.min(Math.max(offset, 0), most))
