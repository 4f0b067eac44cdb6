import type { Shape } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import type { Tool, ToolContext } from './tool.ts'
import { startVertices, type VertexPlan } from './vertex-drawing.ts'

/** Draws a polygon: click its vertices, or drag it freehand. */
export const polygonTool = {
  id: 'polygon',
  label: t('Draw a polygon'),
  draws: 'polygon',
  heeds: ['snaps', 'sharesBorders'],
  start: (context, input) => startVertices(context, { ...POLYGON, done: creating(context) }, input),
  cursor: () => 'crosshair',
} as const satisfies Tool

/** Draws an open line. */
export const polylineTool = {
  id: 'polyline',
  label: t('Draw a line'),
  draws: 'polyline',
  heeds: ['snaps', 'sharesBorders'],
  start: (context, input) => startVertices(context, { ...POLYLINE, done: creating(context) }, input),
  cursor: () => 'crosshair',
} as const satisfies Tool

/** Draws single places that belong together. */
export const pointsTool = {
  id: 'points',
  label: t('Draw points'),
  draws: 'points',
  heeds: ['snaps'],
  start: (context, input) => startVertices(context, { ...POINTS, done: creating(context) }, input),
  cursor: () => 'crosshair',
} as const satisfies Tool

const creating = (context: ToolContext) => (shape: Shape) => context.create(shape)

const POLYGON = {
  least: 3,
  isClosed: true,
  prompt: t('Click around the thing, or drag. Enter or the first point closes it, Backspace takes a point back.'),
  shapeOf: (vertices) => ({ kind: 'polygon', ring: [...vertices], holes: [] }),
} as const satisfies Omit<VertexPlan, 'done'>

const POLYLINE = {
  least: 2,
  isClosed: false,
  prompt: t('Click along the line, or drag. Enter or a double click ends it, Backspace takes a point back.'),
  shapeOf: (vertices) => ({ kind: 'polyline', points: [...vertices] }),
} as const satisfies Omit<VertexPlan, 'done'>

const POINTS = {
  least: 1,
  isClosed: false,
  prompt: t('Click each place. Enter or a double click keeps them, Backspace takes one back.'),
  shapeOf: (vertices) => ({ kind: 'points', points: [...vertices] }),
} as const satisfies Omit<VertexPlan, 'done'>
