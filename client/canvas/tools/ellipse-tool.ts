import type { Ellipse, Point } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import { creating, evenCorner, startSpan } from './spanning.ts'
import type { Tool } from './tool.ts'

/** Draws an ellipse by the box around it; Shift makes it a circle. */
export const ellipseTool = {
  id: 'ellipse',
  label: t('Draw an ellipse'),
  draws: 'ellipse',
  heeds: ['snaps'],
  start: (context, input) =>
    startSpan(
      context,
      creating(context, (from, to, isEven) => ellipseIn(from, isEven ? evenCorner(from, to) : to)),
      input,
    ),
  cursor: () => 'crosshair',
} as const satisfies Tool

const ellipseIn = (from: Point, to: Point): Ellipse => ({
  kind: 'ellipse',
  cx: (from.x + to.x) / 2,
  cy: (from.y + to.y) / 2,
  rx: Math.abs(to.x - from.x) / 2,
  ry: Math.abs(to.y - from.y) / 2,
  rotation: 0,
})
