import type { AnnotationId } from '#shared/domain/ids.ts'
import { type Bounds, bounds, moved, type Point, type Shape } from '#shared/shapes/index.ts'
import type { Size } from '../viewport.ts'
import type { ToolContext, ToolState } from './tool.ts'

/** A shape and whose it is. */
export interface Placed {
  readonly id: AnnotationId
  readonly shape: Shape
}

/** Moves shapes with the pointer, all by the same distance, stopping at the image's edges; put down, it is one step of undo. */
export function startMoving(context: ToolContext, shapes: readonly Placed[], from: Point, to: Point): ToolState {
  const around = boundsAround(shapes.map(({ shape }) => shape))
  const step = (point: Point): ToolState => {
    const { dx, dy } = around ? distanceInside(around, point.x - from.x, point.y - from.y, context.image) : { dx: 0, dy: 0 }
    const next = shapes.map(({ id, shape }) => ({ id, shape: moved(shape, dx, dy) }))
    for (const { id, shape } of next) context.hold(id, shape)
    return {
      onMove: (input) => step(input.point),
      onUp() {
        putBack(context, shapes)
        if (dx !== 0 || dy !== 0) putDown(context, next)
        return null
      },
      onCancel: () => putBack(context, shapes),
    }
  }
  return step(to)
}

function putBack(context: ToolContext, shapes: readonly Placed[]) {
  for (const { id } of shapes) context.hold(id, null)
}

function putDown(context: ToolContext, shapes: readonly Placed[]) {
  const [first] = shapes
  if (shapes.length === 1 && first) context.change(first.id, first.shape)
  else context.replace({ change: shapes })
}

/** The rectangle around shapes; null where none of them has a place. */
export function boundsAround(shapes: readonly Shape[]): Bounds | null {
  const boxes = shapes.flatMap((shape) => bounds(shape) ?? [])
  if (boxes.length === 0) return null
  const x = least(boxes.map((box) => box.x))
  const y = least(boxes.map((box) => box.y))
  return {
    x,
    y,
    width: most(boxes.map((box) => box.x + box.width)) - x,
    height: most(boxes.map((box) => box.y + box.height)) - y,
  }
}

/** How far a rectangle can go of (dx, dy) without leaving the image; one that sticks out already may stay where it is. */
export function distanceInside({ x, y, width, height }: Bounds, dx: number, dy: number, image: Size) {
  return { dx: limited(dx, x, width, image.width), dy: limited(dy, y, height, image.height) }
}

const limited = (distance: number, start: number, length: number, side: number): number =>
  Math.min(Math.max(distance, Math.min(-start, 0)), Math.max(side - length - start, 0))

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
