import type { Point } from '#shared/shapes/index.ts'
import { repaired } from '#shared/shapes/repair.ts'
import { simplified } from '#shared/shapes/simplify.ts'
import { t } from '../../../i18n.ts'
import { inside } from '../box-geometry.ts'
import type { Tool, ToolContext, ToolState } from '../tool.ts'
import { createWire, type Wire } from './wire.ts'

/** Screen pixels: a click this near the first anchor closes the outline. */
const CLOSE_WITHIN = 9
const LEAST_ANCHORS = 2
const MORE = t('Click along the edge; Enter or a click on the first point closes, Backspace takes a point back.')
const EMPTY = t('The outline encloses nothing: click farther apart.')

/** Intelligent scissors: an outline that follows the edges between clicks. */
export const scissorsTool = {
  id: 'scissors',
  label: t('Intelligent scissors'),
  draws: 'polygon',
  start(context, { point }) {
    context.hint(MORE)
    return cutting(context, createWire(context, inside(point, context.image)))
  },
  cursor: () => 'crosshair',
} as const satisfies Tool

function cutting(context: ToolContext, wire: Wire): ToolState {
  const state: ToolState = {
    onMove({ point }) {
      wire.leadTo(inside(point, context.image))
      return state
    },
    onDown({ point, clicks }) {
      const place = inside(point, context.image)
      if (clicks > 1 || isAtStart(context, wire, place)) return closed(context, wire, state)
      wire.add(place)
      return state
    },
    onKey(key) {
      if (key === 'enter') return closed(context, wire, state)
      if (key !== 'backspace' && key !== 'delete') return undefined
      if (wire.anchors().length > 1) {
        wire.takeBack()
        return state
      }
      wire.drop()
      return null
    },
    onCancel: wire.drop,
  }
  return state
}

function isAtStart(context: ToolContext, wire: Wire, { x, y }: Point): boolean {
  const [first] = wire.anchors()
  if (!first || wire.anchors().length <= LEAST_ANCHORS) return false
  return Math.hypot(first.x - x, first.y - y) <= CLOSE_WITHIN * context.pixelSize()
}

function closed(context: ToolContext, wire: Wire, state: ToolState): ToolState | null {
  if (wire.anchors().length < LEAST_ANCHORS) return state
  void finish(context, wire)
  return null
}

async function finish(context: ToolContext, wire: Wire): Promise<void> {
  const ring = [...(await wire.close())]
  const shape = repaired({ kind: 'polygon', ring, holes: [] })
  if (!shape) return context.hint(EMPTY)
  context.hint(null)
  context.create(simplified(shape, context.settings().simplifyTolerance))
}
