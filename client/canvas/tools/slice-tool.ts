import { bounds, type Shape } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import { slicing } from './combining.ts'
import type { Tool, ToolContext } from './tool.ts'
import { startVertices } from './vertex-drawing.ts'

/** Cuts what is selected (or whatever lies there, where nothing is) along a line. */
export const sliceTool = {
  id: 'slice',
  label: t('Slice along a line'),
  heeds: ['snaps'],
  start: (context, input) =>
    startVertices(
      context,
      {
        least: 2,
        isClosed: false,
        prompt: t('Draw a line across the shape. Enter or a double click cuts.'),
        shapeOf: (vertices) => ({ kind: 'polyline', points: [...vertices] }),
        done: (line) => cut(context, line),
      },
      input,
    ),
  cursor: () => 'crosshair',
} as const satisfies Tool

function cut(context: ToolContext, line: Shape) {
  const box = bounds(line)
  if (line.kind !== 'polyline' || !box) return
  const ids = new Set(context.selection())
  const there = context.within(box).filter(({ id }) => (ids.size === 0 || ids.has(id)) && context.mayChange(id))
  const replacement = slicing(there, line.points)
  if (replacement) context.replace(replacement)
  else context.hint(t('Nothing was cut: the line must run all the way through a shape with an inside.'))
}
