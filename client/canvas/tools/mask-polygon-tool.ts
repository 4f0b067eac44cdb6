import type { Point } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import { maskInHand, putMask } from './brush-tool.ts'
import { paintRing } from './mask-brush.ts'
import { maskColumns } from './mask-columns.ts'
import type { Tool, ToolContext, ToolState } from './tool.ts'

const LEAST_CORNERS = 3
/** How near the first corner a click closes the outline, in screen pixels. */
const CLOSE_REACH = 8

/** Fills an outline into the selected mask, or cuts it out: click the corners; Enter, a double click or the first corner closes it. */
export const maskPolygonTool = {
  id: 'mask-polygon',
  label: t('Fill an outline into a mask'),
  draws: 'mask',
  scope: 'mask',
  heeds: ['isErasing'],
  selectsDrawn: true,
  start(context, { point }) {
    const target = maskInHand(context)
    if (target && !context.mayChange(target.id)) {
      context.hint(t('This mask is locked, or in somebody else’s hand.'))
      return null
    }
    if (!target && context.settings().isErasing) {
      context.hint(t('Select the mask to cut a part out of.'))
      return null
    }
    return outlining(context, [point], point)
  },
  cursor: () => 'crosshair',
} as const satisfies Tool

function outlining(context: ToolContext, corners: readonly Point[], hovered: Point): ToolState {
  const [start] = corners
  context.preview({ kind: 'polyline', points: [...corners, hovered].flatMap(({ x, y }) => [x, y]) })
  const isAtStart = (point: Point) =>
    start !== undefined && Math.hypot(point.x - start.x, point.y - start.y) <= CLOSE_REACH * context.pixelSize()
  return {
    onMove: ({ point }) => outlining(context, corners, point),
    onDown({ point, clicks }) {
      if (clicks > 1 || (corners.length >= LEAST_CORNERS && isAtStart(point))) return closed(context, corners)
      return outlining(context, [...corners, point], point)
    },
    onUp: () => outlining(context, corners, hovered),
    onKey(key) {
      if (key === 'enter') return closed(context, corners)
      if (key !== 'backspace') return undefined
      return corners.length > 1 ? outlining(context, corners.slice(0, -1), hovered) : dropped(context)
    },
    onCancel: () => context.preview(null),
  }
}

function closed(context: ToolContext, corners: readonly Point[]): null {
  if (corners.length >= LEAST_CORNERS) {
    const target = maskInHand(context)
    const columns = maskColumns(target?.shape ?? null)
    paintRing(columns, corners, context.settings().isErasing, context.image)
    putMask(context, target, columns)
  } else context.hint(t('An outline has at least three corners.'))
  return dropped(context)
}

function dropped(context: ToolContext): null {
  context.preview(null)
  return null
}
