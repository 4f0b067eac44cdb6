import type { Box } from '#shared/shapes/index.ts'
import { HANDLES, handlePoint } from '../tools/box-geometry.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import type { ShapeView } from './shape-view.ts'
import { drawHandle, drawnAsDot, fillPath, setStrength, strokePath } from './strokes.ts'

/** A side shorter than this on the screen has no room for its middle handle, in screen pixels. */
const ROOM_FOR_MIDDLE_HANDLE = 48

/** Boxes, upright. */
export const boxView: ShapeView<Box> = {
  draw(context, shape, drawable, viewport, detail) {
    setStrength(context, drawable, detail)
    if (drawnAsDot(context, drawable, viewport, shape)) return
    trace(context, shape, viewport)
    fillPath(context, drawable, detail)
    strokePath(context, drawable, detail)
  },
  drawSelected(context, shape, drawable, viewport, handling) {
    setStrength(context, drawable, 'selected')
    trace(context, shape, viewport)
    fillPath(context, drawable, 'selected')
    strokePath(context, drawable, 'selected')
    if (handling === 'full') drawHandles(context, shape, drawable.color, viewport)
  },
}

function trace(context: CanvasRenderingContext2D, shape: Box, { scale, x, y }: Viewport) {
  context.beginPath()
  context.rect(shape.x * scale + x, shape.y * scale + y, shape.width * scale, shape.height * scale)
}

function drawHandles(context: CanvasRenderingContext2D, shape: Box, color: string, viewport: Viewport) {
  for (const handle of HANDLES) {
    const isMiddle = handle.length === 1
    const side = handle === 'n' || handle === 's' ? shape.width : shape.height
    if (isMiddle && side * viewport.scale < ROOM_FOR_MIDDLE_HANDLE) continue
    const { x, y } = toScreen(viewport, handlePoint(shape, handle))
    drawHandle(context, color, x, y)
  }
}
