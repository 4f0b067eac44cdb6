import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Mask } from '#shared/shapes/mask.ts'
import { t } from '../../i18n.ts'
import { type Dab, paintDab, radiusOf } from './mask-brush.ts'
import { grown } from './mask-brush-size.ts'
import { columnsMask, type MaskColumns, maskColumns } from './mask-columns.ts'
import { brushCursor } from './mask-cursor.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from './tool.ts'

/** Paints a mask, or wipes it away: the selected mask goes on, else a new one begins. One stroke is one step of undo. */
export const brushTool = {
  id: 'brush',
  label: t('Paint a mask'),
  draws: 'mask',
  scope: 'mask',
  heeds: ['brushSize', 'brushTip', 'isErasing'],
  selectsDrawn: true,
  start(context, input) {
    const target = maskInHand(context)
    if (target && !context.mayChange(target.id)) return refused(context, t('This mask is locked, or in somebody else’s hand.'))
    if (!target && context.settings().isErasing) return refused(context, t('Select the mask to wipe parts away from.'))
    context.paint.begin(target?.id ?? null)
    return painting(context, { target, columns: maskColumns(target?.shape ?? null) }, input, input)
  },
  cursor: (context) => brushCursor(context.settings(), context.pixelSize()),
  onAltWheel: ({ brushSize }, travel) => ({ brushSize: grown(brushSize, travel) }),
} as const satisfies Tool

interface Sheet {
  readonly target: MaskInHand | null
  readonly columns: MaskColumns
}

export interface MaskInHand {
  readonly id: AnnotationId
  readonly shape: Mask
}

/** The selected mask; null where something else is selected, or nothing. */
export function maskInHand(context: ToolContext): MaskInHand | null {
  const id = context.selected()
  const shape = id && context.shapeOf(id)
  return shape?.kind === 'mask' ? { id: id as AnnotationId, shape } : null
}

/** Makes what was painted the mask's new shape, a new mask, or no mask any more; false where nothing changes. */
export function putMask(context: ToolContext, target: MaskInHand | null, columns: MaskColumns): boolean {
  const shape = columnsMask(columns)
  if (!target && !shape) return false
  if (target && shape && isSame(target.shape, shape)) return false
  if (!target) context.create(shape as Mask)
  else if (!shape) context.replace({ remove: [target.id] })
  else context.change(target.id, shape)
  return true
}

const isSame = (a: Mask, b: Mask): boolean => a.x === b.x && a.y === b.y && a.height === b.height && a.counts === b.counts

function painting(context: ToolContext, sheet: Sheet, last: PointerInput, now: PointerInput): ToolState {
  const { brushSize, brushTip: tip, isErasing: erases } = context.settings()
  const radius = radiusOf(brushSize, now.pressure)
  let from = last.point
  for (const to of [...(now.trail ?? []), now.point]) {
    const dab: Dab = { from, to, radius, tip, erases }
    paintDab(sheet.columns, dab, context.image)
    context.paint.dab(dab)
    from = to
  }
  return {
    onMove: (input) => painting(context, sheet, now, input),
    onUp() {
      context.paint.end()
      // Without a change no new scene comes to take the paint's place.
      if (!putMask(context, sheet.target, sheet.columns)) context.paint.cancel()
      return null
    },
    onCancel: () => context.paint.cancel(),
  }
}

function refused(context: ToolContext, why: string): null {
  context.hint(why)
  return null
}
