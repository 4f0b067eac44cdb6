import { type Point, problem, type Shape } from '#shared/shapes/index.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { alongBorder } from './shared-border.ts'
import { type Corner, snapped } from './snapping.ts'
import type { PointerInput, ToolContext, ToolState } from './tool.ts'

/** Screen pixels: how far a drag goes from one vertex to the next, and how near the first vertex a click closes. */
const FREEHAND_STEP = 6
const CLOSE_REACH = 8

/** A shape that is drawn vertex by vertex. */
export interface VertexPlan {
  /** Fewer vertices are no shape yet. */
  readonly least: number
  /** A click on the first vertex ends it. */
  readonly isClosed: boolean
  /** What comes next, said once at the start. */
  readonly prompt: string
  /** The shape of a flat list of vertices; also while there are too few. */
  shapeOf(vertices: readonly number[]): Shape
  /** The drawing is finished and valid. */
  done(shape: Shape): void
}

interface Drawing {
  readonly vertices: readonly number[]
  /** The corner of another shape that the last vertex stands on. */
  readonly corner: Corner | null
}

/** Draws by clicks, and freehand while the button is down. Enter, a double click or (closed ones) the first vertex ends it; Backspace takes back. */
export function startVertices(context: ToolContext, plan: VertexPlan, input: PointerInput): ToolState | null {
  // The rest of a double click that ended the shape before.
  if (input.clicks > 1) return null
  context.hint(plan.prompt)
  return pressing(context, plan, added(context, { vertices: [], corner: null }, input), input.point)
}

// The button is down: a drag draws freehand.
function pressing(context: ToolContext, plan: VertexPlan, drawing: Drawing, last: Point): ToolState {
  context.preview(plan.shapeOf(drawing.vertices))
  return {
    onMove(input) {
      const isFar = Math.hypot(input.point.x - last.x, input.point.y - last.y) >= FREEHAND_STEP * context.pixelSize()
      return pressing(context, plan, isFar ? added(context, drawing, input) : drawing, isFar ? input.point : last)
    },
    onUp: (input) =>
      isAtStart(context, plan, drawing, last) && drawing.vertices.length > 2 * plan.least
        ? finished(context, plan, drawing)
        : waiting(context, plan, drawing, input),
    onKey: (key) => pressed(context, plan, drawing, key),
    onCancel: () => dropped(context),
  }
}

// The button is up: the next vertex hangs on the pointer.
function waiting(context: ToolContext, plan: VertexPlan, drawing: Drawing, pointer: PointerInput): ToolState {
  context.preview(plan.shapeOf(added(context, drawing, pointer).vertices))
  return {
    onMove: (input) => waiting(context, plan, drawing, input),
    onDown(input) {
      // The first press of a double click has set the last vertex.
      const isEnd = input.clicks > 1 || isAtStart(context, plan, drawing, input.point)
      return isEnd ? finished(context, plan, drawing) : pressing(context, plan, added(context, drawing, input), input.point)
    },
    onUp: () => waiting(context, plan, drawing, pointer),
    onKey: (key) => pressed(context, plan, drawing, key),
    onCancel: () => dropped(context),
  }
}

function pressed(context: ToolContext, plan: VertexPlan, drawing: Drawing, key: string): ToolState | null | undefined {
  if (key === 'enter' || key === 'n') return finished(context, plan, drawing)
  if (key !== 'backspace') return undefined
  const vertices = drawing.vertices.slice(0, -2)
  if (vertices.length > 0) return resting(context, plan, { vertices, corner: null })
  dropped(context)
  return null
}

// As it is, with nothing on the pointer, until the pointer moves again.
function resting(context: ToolContext, plan: VertexPlan, drawing: Drawing): ToolState {
  const state = pressing(context, plan, drawing, { x: Number.NaN, y: Number.NaN })
  const waitingOn = (input: PointerInput) => waiting(context, plan, drawing, input)
  return { ...state, onMove: waitingOn, onDown: (input) => waitingOn(input).onDown?.(input) ?? null, onUp: waitingOn }
}

// What is wrong stays in hand, so that it can be mended.
function finished(context: ToolContext, plan: VertexPlan, drawing: Drawing): ToolState | null {
  const shape = plan.shapeOf(drawing.vertices)
  const isTooShort = drawing.vertices.length < 2 * plan.least
  const hint = isTooShort ? t('It takes at least {{least}} points: click one more.', { least: plan.least }) : problem(shape)
  if (hint) {
    context.hint(isTooShort ? hint : t('{{hint}}. Backspace takes points back.', { hint: translated(hint) }))
    return resting(context, plan, drawing)
  }
  dropped(context)
  plan.done(shape)
  return null
}

// One vertex more; along the border of another shape where both ends stand on it.
function added(context: ToolContext, { vertices, corner }: Drawing, input: PointerInput): Drawing {
  const spot = snapped(context, input)
  const border = context.settings().sharesBorders ? alongBorder(corner, spot.corner, input.alt) : null
  return { vertices: [...vertices, ...(border ?? [spot.point.x, spot.point.y])], corner: spot.corner }
}

function isAtStart(context: ToolContext, plan: VertexPlan, { vertices }: Drawing, { x, y }: Point): boolean {
  const [startX, startY] = vertices
  if (!plan.isClosed || startX === undefined || startY === undefined || vertices.length < 2 * plan.least) return false
  return Math.hypot(x - startX, y - startY) <= CLOSE_REACH * context.pixelSize()
}

function dropped(context: ToolContext) {
  context.preview(null)
  context.hint(null)
}
