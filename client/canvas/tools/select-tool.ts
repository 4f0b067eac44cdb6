import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Box, Point, Shape } from '#shared/shapes/index.ts'
import { type Handle, handleAt, movedInside, resized } from './box-geometry.ts'
import type { Tool, ToolContext, ToolState } from './tool.ts'

/** How near a handle counts, and how far a press must travel to be a drag, in screen pixels. */
const HANDLE_REACH = 7
const DRAG_AFTER = 3

const CURSORS: Record<Handle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
}

/** Picks, moves and resizes; on empty ground it drags the view. */
export const selectTool = {
  id: 'select',
  label: 'Select',
  start(context, { point }) {
    const grip = gripAt(context, point)
    if (grip) return resizing(context, grip.id, grip.box, grip.handle, grip.box)
    const id = context.hit(point)
    context.select(id)
    const box = id && boxOf(context.shapeOf(id))
    return id && box && context.mayChange(id) ? pressed(context, id, box, point) : panning(context, point)
  },
  cursor(context, point) {
    const grip = gripAt(context, point)
    if (grip) return CURSORS[grip.handle]
    const id = context.hit(point)
    if (!id) return 'default'
    return context.mayChange(id) ? 'move' : 'pointer'
  },
} as const satisfies Tool

function gripAt(context: ToolContext, point: Point): { id: AnnotationId; box: Box; handle: Handle } | null {
  const id = context.selected()
  const box = id && boxOf(context.shapeOf(id))
  if (!id || !box || !context.mayChange(id)) return null
  const handle = handleAt(box, point, HANDLE_REACH * context.pixelSize())
  return handle && { id, box, handle }
}

// A press is a selection until it travels.
function pressed(context: ToolContext, id: AnnotationId, box: Box, from: Point): ToolState {
  return {
    onMove({ point }) {
      const travelled = Math.hypot(point.x - from.x, point.y - from.y)
      return travelled < DRAG_AFTER * context.pixelSize()
        ? pressed(context, id, box, from)
        : moving(context, id, box, from, point)
    },
    onUp: () => null,
  }
}

function moving(context: ToolContext, id: AnnotationId, box: Box, from: Point, to: Point): ToolState {
  const shape = movedInside(box, to.x - from.x, to.y - from.y, context.image)
  context.hold(id, shape)
  return {
    onMove: ({ point }) => moving(context, id, box, from, point),
    onUp: () => put(context, id, box, shape),
    onCancel: () => context.hold(id, null),
  }
}

function resizing(context: ToolContext, id: AnnotationId, box: Box, handle: Handle, shape: Box): ToolState {
  context.hold(id, shape)
  return {
    onMove: ({ point }) => resizing(context, id, box, handle, resized(box, handle, point, context.image)),
    onUp: () => put(context, id, box, shape),
    onCancel: () => context.hold(id, null),
  }
}

function panning(context: ToolContext, from: Point): ToolState {
  return {
    onMove({ point }) {
      // The view follows the pointer, so the place under it stays the same.
      context.panBy(point.x - from.x, point.y - from.y)
      return panning(context, from)
    },
    onUp: () => null,
  }
}

function put(context: ToolContext, id: AnnotationId, before: Box, after: Box): null {
  context.hold(id, null)
  const isSame = before.x === after.x && before.y === after.y && before.width === after.width && before.height === after.height
  if (!isSame) context.change(id, after)
  return null
}

const boxOf = (shape: Shape | null): Box | null => (shape?.kind === 'box' ? shape : null)
