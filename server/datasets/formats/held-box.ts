import { intersection } from '#shared/shapes/bounds.ts'
import { boxWithin } from '#shared/shapes/convert.ts'
import { type Box, bounds, type Shape } from '#shared/shapes/index.ts'
import { type Lose, shapesAs } from './shapes-as.ts'
import type { Entry } from './written-entries.ts'

type Frame = Pick<Entry, 'width' | 'height'>

/** Less is the rounding of binary fractions. */
const CLIPPED_PIXELS = 1e-6

/** The box that a format which holds nothing but boxes keeps of a shape; null where nothing is kept. */
export function heldBox(shape: Shape, frame: Frame, lose: Lose): Box | null {
  const [box] = shapesAs(shape, ['box'], lose)
  const inside = box ? boxWithin(box, frame) : null
  if (box && !inside) lose('boxes outside the image')
  else if (box && reachesOver(box, frame)) lose('boxes clipped to the image', 'clipped')
  return inside
}

/** Whether a shape lies partly outside an image. */
export function reachesOver(shape: Shape, { width, height }: Frame): boolean {
  const around = bounds(shape)
  if (!around) return false
  const inside = intersection(around, { x: 0, y: 0, width, height })
  return inside === null || inside.width < around.width - CLIPPED_PIXELS || inside.height < around.height - CLIPPED_PIXELS
}
