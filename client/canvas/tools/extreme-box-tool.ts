import { bounds, type Point, type Points } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import { MIN_BOX_SIDE } from './box-geometry.ts'
import { snapped } from './snapping.ts'
import type { Tool, ToolContext, ToolState } from './tool.ts'

/** Extreme points of a thing: its highest, lowest, leftmost and rightmost. */
const CLICKS = 4

/**
 * Draws a box by four clicks on the thing itself, in any order: its top, left, bottom and right. Faster and tighter than guessing corners
 * that lie beside it (Papadopoulos et al., Extreme clicking for efficient object annotation, 2017).
 */
export const extremeBoxTool = {
  id: 'extreme-box',
  label: t('Draw a box by its extreme points'),
  draws: 'box',
  heeds: ['snaps'],
  start(context, input) {
    context.hint(t('Click the top, left, bottom and right of the thing, in any order.'))
    return clicking(context, [snapped(context, input).point])
  },
  cursor: () => 'crosshair',
} as const satisfies Tool

function clicking(context: ToolContext, clicked: readonly Point[]): ToolState | null {
  const shape: Points = { kind: 'points', points: clicked.flatMap(({ x, y }) => [x, y]) }
  context.preview(shape)
  return {
    onDown(input) {
      const all = [...clicked, snapped(context, input).point]
      return all.length < CLICKS ? clicking(context, all) : finished(context, all)
    },
    onKey(key) {
      if (key !== 'backspace') return undefined
      return clicked.length > 1 ? clicking(context, clicked.slice(0, -1)) : dropped(context)
    },
    onCancel: () => void dropped(context),
  }
}

function finished(context: ToolContext, clicked: readonly Point[]): null {
  dropped(context)
  const box = bounds({ kind: 'points', points: clicked.flatMap(({ x, y }) => [x, y]) })
  if (box && box.width >= MIN_BOX_SIDE && box.height >= MIN_BOX_SIDE) context.create({ kind: 'box', ...box })
  else context.hint(t('These four points span no box: click the outermost points of the thing.'))
  return null
}

function dropped(context: ToolContext): null {
  context.preview(null)
  context.hint(null)
  return null
}
