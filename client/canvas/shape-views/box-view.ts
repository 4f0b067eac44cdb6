import type { Box } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import { HANDLES, handlePoint } from '../tools/box-geometry.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import type { ShapeView } from './shape-view.ts'
import { drawHandle, drawnAsDot, fillPath, type Look, setStrength, strokeBox } from './strokes.ts'

/** A side shorter than this on the screen has no room for its middle handle, in screen pixels. */
const ROOM_FOR_MIDDLE_HANDLE = 48

/** Boxes, upright. */
export const boxView: ShapeView<Box> = {
  draw(context, shape, drawable, viewport, detail) {
    setStrength(context, drawable, detail)
    if (!drawnAsDot(context, drawable, viewport, shape)) paint(context, shape, drawable, viewport, detail)
  },
  drawSelected(context, shape, drawable, viewport, handling) {
    setStrength(context, drawable, 'selected')
    paint(context, shape, drawable, viewport, 'selected')
    if (handling === 'full') drawHandles(context, shape, drawable.color, viewport)
  },
}

function paint(context: CanvasRenderingContext2D, shape: Box, drawable: Drawable, { scale, x, y }: Viewport, look: Look) {
  const place = { x: shape.x * scale + x, y: shape.y * scale + y, width: shape.width * scale, height: shape.height * scale }
  if (look !== 'plain') {
    context.beginPath()
    context.rect(place.x, place.y, place.width, place.height)
    fillPath(context, drawable, look)
  }
  strokeBox(context, drawable, look, place)
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
