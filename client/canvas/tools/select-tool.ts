import type { AnnotationId } from '#shared/domain/ids.ts'
import { boundsSpanning } from '#shared/shapes/bounds.ts'
import { bounds, type Point, problem, type Shape } from '#shared/shapes/index.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import type { Grip } from './grips/grip.ts'
import { gripAt } from './grips/index.ts'
import { type Placed, startMoving } from './moving.ts'
import { snapped } from './snapping.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from './tool.ts'

/** How far a press must travel to be a drag, in screen pixels. */
const DRAG_AFTER = 3

/** Picks, moves and reshapes; on empty ground it drags the view, with Shift a rectangle that selects. */
export const selectTool = {
  id: 'select',
  label: t('Select'),
  start(context, input) {
    const taken = gripUnder(context, input.point)
    if (taken) return input.alt || input.clicks > 1 ? altered(context, taken, input) : gripped(context, taken, input.point)
    const id = context.hit(input.point)
    if (input.shift) return id ? toggled(context, id) : banding(context, input.point, input.point)
    if (!id) {
      context.select(null)
      return panning(context, input.point)
    }
    const wasSelected = context.selection().includes(id)
    if (!wasSelected) context.select(id)
    return pressed(context, id, input.point)
  },
  cursor(context, point) {
    const taken = gripUnder(context, point)
    if (taken) return taken.grip.cursor
    const id = context.hit(point)
    if (!id) return 'default'
    return context.mayChange(id) ? 'move' : 'pointer'
  },
} as const satisfies Tool

interface Taken extends Placed {
  readonly grip: Grip
}

function gripUnder(context: ToolContext, point: Point): Taken | null {
  const id = context.selected()
  const shape = id && context.shapeOf(id)
  if (!id || !shape || !context.mayChange(id)) return null
  const grip = gripAt(shape, point, context.pixelSize())
  return grip && { id, shape, grip }
}

function altered(context: ToolContext, { id, grip }: Taken, { clicks }: PointerInput): ToolState {
  const shape = grip.altered(clicks > 1)
  if (shape) change(context, id, shape)
  return { onUp: () => null }
}

// A press on a grip, until it travels.
function gripped(context: ToolContext, taken: Taken, from: Point): ToolState {
  return {
    onMove: (input) => (isDrag(context, from, input.point) ? pulled(context, taken, input) : gripped(context, taken, from)),
    onUp: () => null,
  }
}

function pulled(context: ToolContext, taken: Taken, input: PointerInput): ToolState {
  const to = taken.grip.snaps ? snapped(context, input, taken.id).point : input.point
  const shape = taken.grip.pulled(to, { image: context.image, isStepped: input.shift })
  context.hold(taken.id, shape)
  return {
    onMove: (next) => pulled(context, taken, next),
    onUp() {
      context.hold(taken.id, null)
      change(context, taken.id, shape)
      return null
    },
    onCancel: () => context.hold(taken.id, null),
  }
}

function change(context: ToolContext, id: AnnotationId, shape: Shape) {
  const hint = problem(shape)
  context.hint(hint && translated(hint))
  if (!hint) context.change(id, shape)
}

// A press on a shape is a selection until it travels; then it moves everything that is selected.
function pressed(context: ToolContext, id: AnnotationId, from: Point): ToolState {
  return {
    onMove(input) {
      if (!isDrag(context, from, input.point)) return pressed(context, id, from)
      return context.mayChange(id) ? startMoving(context, movable(context, id), from, input.point) : pressed(context, id, from)
    },
    onUp() {
      if (context.selection().length > 1) context.select(id)
      return null
    },
  }
}

// The host may not have heard of the selection yet: what was pressed is always among it.
function movable(context: ToolContext, pressedId: AnnotationId): Placed[] {
  const selection = context.selection()
  const ids = selection.includes(pressedId) ? selection : [pressedId]
  return ids.flatMap((id) => {
    const shape = context.shapeOf(id)
    return shape && bounds(shape) && context.mayChange(id) ? [{ id, shape }] : []
  })
}

function toggled(context: ToolContext, id: AnnotationId): ToolState {
  const selection = context.selection()
  context.select(selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id])
  return { onUp: () => null }
}

// What lies wholly inside the rectangle joins the selection.
function banding(context: ToolContext, from: Point, to: Point): ToolState {
  const band = boundsSpanning(from, to)
  context.band(band)
  return {
    onMove: ({ point }) => banding(context, from, point),
    onUp() {
      context.band(null)
      const inside = context.within(band).filter(({ shape }) => {
        const box = bounds(shape)
        return (
          box &&
          box.x >= band.x &&
          box.y >= band.y &&
          box.x + box.width <= band.x + band.width &&
          box.y + box.height <= band.y + band.height
        )
      })
      context.select([...new Set([...context.selection(), ...inside.map(({ id }) => id)])])
      return null
    },
    onCancel: () => context.band(null),
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

const isDrag = (context: ToolContext, from: Point, to: Point): boolean =>
  Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_AFTER * context.pixelSize()
