import { boundsSpanning } from '#shared/shapes/bounds.ts'
import type { Point, Shape } from '#shared/shapes/index.ts'
import { MIN_BOX_SIDE } from './box-geometry.ts'
import { snapped } from './snapping.ts'
import type { PointerInput, ToolContext, ToolState } from './tool.ts'

/** Screen pixels. */
const DRAG_AFTER = 4

/** A shape that two corners say everything about. */
export interface SpanPlan<S extends Shape = Shape> {
  /** The shape between two places inside the image; `isEven` (Shift): as wide as it is high. */
  shapeOf(from: Point, to: Point, isEven: boolean): S
  /** What comes after the second corner. */
  done(shape: S): ToolState | null
}

/** Draws from corner to corner: by a drag, or by two clicks. */
export function startSpan<S extends Shape>(context: ToolContext, plan: SpanPlan<S>, input: PointerInput): ToolState {
  const { point } = snapped(context, input)
  return dragging(context, plan, { from: point, to: point, isEven: false })
}

interface Span {
  readonly from: Point
  readonly to: Point
  readonly isEven: boolean
}

function dragging<S extends Shape>(context: ToolContext, plan: SpanPlan<S>, span: Span): ToolState {
  context.preview(shapeOf(plan, span))
  return {
    onMove: (input) => dragging(context, plan, reaching(context, span, input)),
    onUp: () =>
      isBigEnough(span) && isDrag(context, span) ? finished(context, plan, span) : awaitingCorner(context, plan, span),
    onCancel: () => context.preview(null),
  }
}

function awaitingCorner<S extends Shape>(context: ToolContext, plan: SpanPlan<S>, span: Span): ToolState {
  context.preview(shapeOf(plan, span))
  return {
    onMove: (input) => awaitingCorner(context, plan, reaching(context, span, input)),
    onDown: (input) => awaitingCorner(context, plan, reaching(context, span, input)),
    onUp(input) {
      const end = reaching(context, span, input)
      if (isBigEnough(end)) return finished(context, plan, end)
      context.preview(null)
      return null
    },
    onCancel: () => context.preview(null),
  }
}

const reaching = (context: ToolContext, { from }: Span, input: PointerInput): Span => ({
  from,
  to: snapped(context, input).point,
  isEven: input.shift,
})

const shapeOf = <S extends Shape>(plan: SpanPlan<S>, { from, to, isEven }: Span): S => plan.shapeOf(from, to, isEven)

function isBigEnough({ from, to }: Span): boolean {
  const { width, height } = boundsSpanning(from, to)
  return width >= MIN_BOX_SIDE && height >= MIN_BOX_SIDE
}

// A hand that clicks trembles: the drag must be seen on the screen, however large the image's pixels are.
const isDrag = (context: ToolContext, { from, to }: Span): boolean =>
  Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_AFTER * context.pixelSize()

function finished<S extends Shape>(context: ToolContext, plan: SpanPlan<S>, span: Span): ToolState | null {
  context.preview(null)
  return plan.done(shapeOf(plan, span))
}

/** The corner that makes the span as wide as it is high, inside the longer side. */
export function evenCorner(from: Point, to: Point): Point {
  const side = Math.min(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  return { x: from.x + Math.sign(to.x - from.x) * side, y: from.y + Math.sign(to.y - from.y) * side }
}

/** The plan of a tool that creates what it spans. */
export const creating = (context: ToolContext, shapeOf: SpanPlan['shapeOf']): SpanPlan => ({
  shapeOf,
  done(shape) {
    context.create(shape)
    return null
  },
})
