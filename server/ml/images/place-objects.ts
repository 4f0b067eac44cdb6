import { type PointMap, placedShape } from '#shared/decoding/place-shape.ts'
import type { LearnedShape } from '#shared/decoding/prediction.ts'
import { intersection } from '#shared/shapes/bounds.ts'
import { type Bounds, bounds, clip } from '#shared/shapes/index.ts'
import type { LabelledObject } from '../tasks/task.ts'
import type { Placement } from './placement.ts'

/** An object of which less than this share remains inside the frame is not taught. */
const LEAST_VISIBLE_SHARE = 0.4
const WHOLE_FRAME: Bounds = { x: 0, y: 0, width: 1, height: 1 }

/** Objects in fractions of the source -> objects in fractions of the output, clipped to a frame in it; those mostly outside are left out. */
export function placeObjects(
  objects: readonly LabelledObject[],
  placement: Placement,
  frame: Bounds = WHOLE_FRAME,
): LabelledObject[] {
  const to = toOutput(placement)
  return objects.flatMap((object): LabelledObject[] => {
    const shape = visiblePart(placedShape(object.shape, to), frame)
    return shape ? [{ ...object, shape }] : []
  })
}

/** The inverse of the placement: from the source to the output. */
function toOutput({ xx, xy, x0, yx, yy, y0 }: Placement): PointMap {
  const determinant = xx * yy - xy * yx
  return (x, y) => {
    const [dx, dy] = [x - x0, y - y0]
    return [(yy * dx - xy * dy) / determinant, (xx * dy - yx * dx) / determinant]
  }
}

// By the boxes around them: whoever learns an outline draws no more of it than the whole frame holds. A line of keypoints has no area to lose.
function visiblePart(shape: LearnedShape, frame: Bounds): LearnedShape | null {
  const around = bounds(shape)
  if (!around) return shape
  const inside = intersection(around, frame)
  const whole = around.width * around.height
  if (whole > 0 && (!inside || inside.width * inside.height < LEAST_VISIBLE_SHARE * whole)) return null
  return shape.kind === 'polygon' && frame === WHOLE_FRAME ? shape : clip(shape, frame)
}
