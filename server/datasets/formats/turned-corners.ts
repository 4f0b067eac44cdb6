import type { Ring, Shape } from '#shared/shapes/index.ts'
import { outline, pluralOf } from '#shared/shapes/index.ts'
import { straightBox } from './rectangles.ts'
import { type Lose, shapesAs } from './shapes-as.ts'

/** Less is the rounding of what lies on one line. */
const THINNEST_PIXELS = 0.05

/** The four corners of a shape's turned box (of a box its own), for formats that hold these alone; null where it has none. */
export function turnedCorners(shape: Shape, lose: Lose): Ring | null {
  const [box] = shapesAs(shape, ['rotated-box', 'box'], lose)
  if (box && Math.min(box.width, box.height) < THINNEST_PIXELS) {
    lose(`${pluralOf(shape.kind)} without an area`)
    return null
  }
  const [corners = null] = box ? outline(box) : []
  if (corners && shape.kind === 'rotated-box' && straightBox(corners))
    lose('rotated boxes that are not turned, and are read as boxes', 'converted')
  return corners
}
