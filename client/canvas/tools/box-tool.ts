import type { Point } from '#shared/shapes/index.ts'
import { boxSpanning, isBigEnough } from './box-geometry.ts'
import type { Tool, ToolContext, ToolState } from './tool.ts'

/** Screen pixels. */
const DRAG_AFTER = 4

/** Draws a box: drag from corner to corner, or click one corner and then the other. */
export const boxTool = {
  id: 'box',
  label: 'Draw a box',
  start: (context, { point }) => dragging(context, point, point),
  cursor: () => 'crosshair',
} as const satisfies Tool

function dragging(context: ToolContext, from: Point, to: Point): ToolState {
  const shape = boxSpanning(from, to, context.image)
  context.preview(shape)
  return {
    onMove: ({ point }) => dragging(context, from, point),
    onUp: () =>
      isBigEnough(shape) && isDrag(context, from, to) ? finished(context, from, to) : awaitingCorner(context, from, to),
    onCancel: () => context.preview(null),
  }
}

function awaitingCorner(context: ToolContext, from: Point, to: Point): ToolState {
  const shape = boxSpanning(from, to, context.image)
  context.preview(shape)
  return {
    onMove: ({ point }) => awaitingCorner(context, from, point),
    onDown: ({ point }) => awaitingCorner(context, from, point),
    onUp: ({ point }) =>
      isBigEnough(boxSpanning(from, point, context.image)) ? finished(context, from, point) : stopped(context),
    onCancel: () => context.preview(null),
  }
}

// A hand that clicks trembles: the drag must be seen on the screen, however large the image's pixels are.
function isDrag(context: ToolContext, from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_AFTER * context.pixelSize()
}

function finished(context: ToolContext, from: Point, to: Point): null {
  context.preview(null)
  context.create(boxSpanning(from, to, context.image))
  return null
}

function stopped(context: ToolContext): null {
  context.preview(null)
  return null
}
