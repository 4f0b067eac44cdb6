import type { Bounds, Box } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import { HANDLES, handlePoint } from '../tools/box-geometry.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import { INK, withOpacity } from './palette.ts'
import type { ShapeView } from './shape-view.ts'

/** Screen pixels. */
const LINE = 2
const SELECTED_LINE = 2.5
const DARK_MARGIN = 2
const DASH = [6, 4]
const HANDLE_RADIUS = 4
/** A side shorter than this on the screen has no room for its middle handle. */
const ROOM_FOR_MIDDLE_HANDLE = 48
/** A box smaller than this on the screen is drawn as a dot of its colour. */
const DOT = 3
const APPROVED_FILL = 0.12
const SELECTED_FILL = 0.16
const FAINT = 0.25

/** Boxes: a coloured line on a dark one, readable on light and dark images; dashed while nobody has decided. */
export const boxView: ShapeView<Box> = {
  draw(context, shape, drawable, viewport, detail) {
    const { x, y, width, height } = onScreen(shape, viewport)
    context.globalAlpha = drawable.isFaint ? FAINT : 1
    if (width < DOT && height < DOT) {
      context.fillStyle = drawable.color
      context.fillRect(x, y, Math.max(width, 1), Math.max(height, 1))
      return
    }
    if (drawable.look === 'approved' && detail === 'full') {
      context.fillStyle = withOpacity(drawable.color, APPROVED_FILL)
      context.fillRect(x, y, width, height)
    }
    const isDashed = drawable.look === 'suggested'
    if (isDashed) context.setLineDash(DASH)
    if (detail === 'full') outline(context, { x, y, width, height }, INK.darkEdge, LINE + DARK_MARGIN)
    outline(context, { x, y, width, height }, lineColor(drawable), LINE)
    if (isDashed) context.setLineDash([])
  },
  drawSelected(context, shape, drawable, viewport, withHandles) {
    const box = onScreen(shape, viewport)
    context.globalAlpha = 1
    context.fillStyle = withOpacity(drawable.color, SELECTED_FILL)
    context.fillRect(box.x, box.y, box.width, box.height)
    outline(context, box, INK.darkEdge, SELECTED_LINE + DARK_MARGIN)
    if (drawable.look === 'suggested') context.setLineDash(DASH)
    outline(context, box, lineColor(drawable), SELECTED_LINE)
    context.setLineDash([])
    if (withHandles) drawHandles(context, shape, box, viewport, drawable.color)
  },
}

const lineColor = (drawable: Drawable): string => (drawable.isContested ? INK.contested : drawable.color)

function onScreen(shape: Box, viewport: Viewport): Bounds {
  return { ...toScreen(viewport, shape), width: shape.width * viewport.scale, height: shape.height * viewport.scale }
}

function outline(context: CanvasRenderingContext2D, { x, y, width, height }: Bounds, color: string, line: number) {
  context.strokeStyle = color
  context.lineWidth = line
  context.strokeRect(x, y, width, height)
}

function drawHandles(context: CanvasRenderingContext2D, shape: Box, screen: Bounds, viewport: Viewport, color: string) {
  context.lineWidth = LINE
  context.strokeStyle = color
  context.fillStyle = INK.handle
  for (const handle of HANDLES) {
    const isMiddle = handle.length === 1
    const side = handle === 'n' || handle === 's' ? screen.width : screen.height
    if (isMiddle && side < ROOM_FOR_MIDDLE_HANDLE) continue
    const { x, y } = toScreen(viewport, handlePoint(shape, handle))
    context.beginPath()
    context.arc(x, y, HANDLE_RADIUS, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
}
