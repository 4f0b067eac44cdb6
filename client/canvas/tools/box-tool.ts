import { t } from '../../i18n.ts'
import { boxSpanning } from './box-geometry.ts'
import { creating, evenCorner, startSpan } from './spanning.ts'
import type { Tool } from './tool.ts'

/** Draws a box: drag from corner to corner, or click one corner and then the other; Shift makes it a square. */
export const boxTool = {
  id: 'box',
  label: t('Draw a box'),
  draws: 'box',
  heeds: ['snaps'],
  start: (context, input) =>
    startSpan(
      context,
      creating(context, (from, to, isEven) => boxSpanning(from, isEven ? evenCorner(from, to) : to, context.image)),
      input,
    ),
  cursor: () => 'crosshair',
} as const satisfies Tool
