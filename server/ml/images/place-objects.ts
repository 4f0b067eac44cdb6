import type { Box, LabelledObject } from '../tasks/task.ts'
import type { Placement } from './augmentation.ts'

/** A box of which less than this share remains inside the frame is not taught. */
const LEAST_VISIBLE_SHARE = 0.4

/** Objects in fractions of the source -> objects in fractions of the output, clipped; those mostly outside are left out. */
export function placeObjects(objects: readonly LabelledObject[], placement: Placement): LabelledObject[] {
  return objects.flatMap(({ label, box }): LabelledObject[] => {
    if (!box) return [{ label, box }]
    const placed = boundsOf(corners(box).map(([x, y]) => toOutput(placement, x, y)))
    const visible = clip(placed)
    return visible && area(visible) >= LEAST_VISIBLE_SHARE * area(placed) ? [{ label, box: visible }] : []
  })
}

/** The inverse of the placement: from the source to the output. */
function toOutput({ xx, xy, x0, yx, yy, y0 }: Placement, x: number, y: number): [number, number] {
  const determinant = xx * yy - xy * yx
  const [dx, dy] = [x - x0, y - y0]
  return [(yy * dx - xy * dy) / determinant, (xx * dy - yx * dx) / determinant]
}

function corners({ x, y, width, height }: Box): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ]
}

function boundsOf(points: readonly [number, number][]): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

function clip(box: Box): Box | null {
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)]
  const width = Math.min(1, box.x + box.width) - x
  const height = Math.min(1, box.y + box.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

function area({ width, height }: Box): number {
  return width * height
}
