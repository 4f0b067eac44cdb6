import type { Point } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import { joining } from './combining.ts'
import type { Tool, ToolContext, ToolState } from './tool.ts'

/** Makes one shape of several: click them, then Enter. */
export const joinTool = {
  id: 'join',
  label: t('Join shapes'),
  start: (context, { point }) => choosing(context, point),
  cursor: (context, point) => (context.hit(point) ? 'pointer' : 'default'),
} as const satisfies Tool

function choosing(context: ToolContext, point: Point): ToolState {
  const id = context.hit(point)
  const selection = context.selection()
  if (id && context.mayChange(id))
    context.select(selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id])
  context.hint(t('Click the shapes that are one, then Enter.'))
  return {
    onDown: (input) => choosing(context, input.point),
    onKey: (key) => (key === 'enter' || key === 'j' ? finished(context) : undefined),
    onCancel: () => context.hint(null),
  }
}

function finished(context: ToolContext): null {
  const chosen = context.selection().flatMap((id) => {
    const shape = context.shapeOf(id)
    return shape ? [{ id, shape }] : []
  })
  const replacement = joining(chosen)
  context.hint(replacement ? null : t('Nothing to join: choose at least two shapes with an inside that touch.'))
  if (replacement) context.replace(replacement)
  return null
}
