import type { Point, Polyline } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import { inside, MIN_BOX_SIDE } from './box-geometry.ts'
import { snapped } from './snapping.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from './tool.ts'
import { boxOnSide, steppedFrom } from './turned-frame.ts'

/** Draws a turned box: one side by a drag or two clicks (Shift: in steps of 15°), then its depth by a click. */
export const rotatedBoxTool = {
  id: 'rotated-box',
  label: t('Draw a rotated box'),
  draws: 'rotated-box',
  heeds: ['snaps'],
  start(context, input) {
    const { point } = snapped(context, input)
    context.hint(t('Draw one side, by a drag or two clicks; then click how far the box reaches.'))
    return drawingSide(context, point, point, true)
  },
  cursor: () => 'crosshair',
} as const satisfies Tool

// The first side, while the button is down (a drag) or up (two clicks).
function drawingSide(context: ToolContext, from: Point, to: Point, isPressed: boolean): ToolState {
  context.preview(sideOf(from, to))
  const isLongEnough = Math.hypot(to.x - from.x, to.y - from.y) >= Math.max(MIN_BOX_SIDE, DRAG_AFTER * context.pixelSize())
  return {
    onMove: (input) => drawingSide(context, from, endOfSide(context, from, input), isPressed),
    onDown: (input) => drawingSide(context, from, endOfSide(context, from, input), true),
    onUp: () => (isPressed && isLongEnough ? drawingDepth(context, from, to, to) : drawingSide(context, from, to, false)),
    onCancel: () => drop(context),
  }
}

/** Screen pixels. */
const DRAG_AFTER = 4

function drawingDepth(context: ToolContext, from: Point, to: Point, reach: Point): ToolState {
  const shape = boxOnSide(from, to, reach)
  context.preview(shape ?? sideOf(from, to))
  return {
    onMove: (input) => drawingDepth(context, from, to, snapped(context, input).point),
    onDown: (input) => drawingDepth(context, from, to, snapped(context, input).point),
    onUp() {
      if (!shape) return drawingDepth(context, from, to, reach)
      drop(context)
      context.create(shape)
      return null
    },
    onCancel: () => drop(context),
  }
}

function drop(context: ToolContext) {
  context.preview(null)
  context.hint(null)
}

function endOfSide(context: ToolContext, from: Point, input: PointerInput): Point {
  const { point } = snapped(context, input)
  return input.shift ? inside(steppedFrom(from, point), context.image) : point
}

const sideOf = (from: Point, to: Point): Polyline => ({ kind: 'polyline', points: [from.x, from.y, to.x, to.y] })
