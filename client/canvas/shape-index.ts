import Flatbush from 'flatbush'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { area, type Bounds, bounds, contains, outline, type Point } from '#shared/shapes/index.ts'
import { distanceToLine } from '#shared/shapes/ring.ts'
import type { Drawable } from './drawable.ts'

export type ShapeIndex = ReturnType<typeof createShapeIndex>

/** Finds drawables by place, in a packed R-tree built at the first question. Shapes that cover the whole asset have no place. */
export function createShapeIndex(drawables: readonly Drawable[]) {
  const placed = drawables.flatMap((drawable) => {
    const box = bounds(drawable.shape)
    return box ? [{ drawable, box }] : []
  })
  let tree: Flatbush | null = null
  let boxes: Map<AnnotationId, Bounds> | null = null

  function built(): Flatbush | null {
    if (tree || placed.length === 0) return tree
    tree = new Flatbush(placed.length)
    for (const { box } of placed) tree.add(box.x, box.y, box.x + box.width, box.y + box.height)
    tree.finish()
    return tree
  }

  function within({ x, y, width, height }: Bounds): Drawable[] {
    const found = built()?.search(x, y, x + width, y + height) ?? []
    return found.sort((a, b) => a - b).flatMap((index) => placed[index]?.drawable ?? [])
  }

  return {
    size: placed.length,
    drawables,
    /** The rectangle around a drawable; null where it has no place. */
    boundsOf(id: AnnotationId): Bounds | null {
      boxes ??= new Map(placed.map(({ drawable, box }) => [drawable.id, box]))
      return boxes.get(id) ?? null
    },
    /** Those that touch a rectangle, in drawing order. */
    within,
    /** The smallest shape over a place, or within `reach` image pixels of it. */
    at(point: Point, reach: number): AnnotationId | null {
      const near = within({ x: point.x - reach, y: point.y - reach, width: 2 * reach, height: 2 * reach })
      const [first, ...rest] = near.filter((drawable) => isOver(drawable, point, reach))
      if (!first) return null
      return rest.reduce((best, next) => (area(next.shape) <= area(best.shape) ? next : best), first).id
    },
  }
}

/** Whether a place lies in a shape, or at most `reach` image pixels beside it. */
export function isOver({ shape }: Drawable, point: Point, reach: number): boolean {
  if (contains(shape, point, reach)) return true
  const box = bounds(shape)
  if (!box) return false
  // The outline of a large mask takes seconds to follow: whether something of it is around the place is known at once.
  const isLarge = Math.min(box.width, box.height) > LARGE_IN_REACHES * reach
  if (!isLarge) return outline(shape).some((ring) => distanceToLine(ring, point, true) <= reach)
  return AROUND.some(([dx, dy]) => contains(shape, { x: point.x + dx * reach, y: point.y + dy * reach }))
}

const LARGE_IN_REACHES = 8
const DIAGONAL = Math.SQRT1_2
const AROUND = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [DIAGONAL, DIAGONAL],
  [-DIAGONAL, DIAGONAL],
  [DIAGONAL, -DIAGONAL],
  [-DIAGONAL, -DIAGONAL],
] as const
