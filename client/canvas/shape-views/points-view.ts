import type { Points } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import type { Viewport } from '../viewport.ts'
import { INK } from './palette.ts'
import type { ShapeView } from './shape-view.ts'
import { drawHandle, type Look, lineColor, setStrength } from './strokes.ts'

/** Screen pixels. */
const RADIUS = 3.5
const SELECTED_RADIUS = 5
const EDGE = 1.5

/** Single places: dots with a dark edge, hollow while nobody has decided. */
export const pointsView: ShapeView<Points> = {
  draw: (context, shape, drawable, viewport, detail) => paint(context, shape, drawable, viewport, detail),
  drawSelected(context, shape, drawable, viewport, handling) {
    paint(context, shape, drawable, viewport, 'selected')
    if (handling === 'none') return
    const { scale, x, y } = viewport
    for (let at = 0; at + 1 < shape.points.length; at += 2)
      drawHandle(context, drawable.color, (shape.points[at] as number) * scale + x, (shape.points[at + 1] as number) * scale + y)
  },
}

function paint(context: CanvasRenderingContext2D, { points }: Points, drawable: Drawable, viewport: Viewport, look: Look) {
  const { scale, x, y } = viewport
  setStrength(context, drawable, look)
  const radius = look === 'selected' ? SELECTED_RADIUS : RADIUS
  context.beginPath()
  for (let at = 0; at + 1 < points.length; at += 2) {
    const across = (points[at] as number) * scale + x
    const down = (points[at + 1] as number) * scale + y
    context.moveTo(across + radius, down)
    context.arc(across, down, radius, 0, 2 * Math.PI)
  }
  if (look !== 'plain') {
    context.strokeStyle = INK.darkEdge
    context.lineWidth = 2 * EDGE
    context.stroke()
  }
  context.fillStyle = lineColor(drawable)
  context.strokeStyle = lineColor(drawable)
  context.lineWidth = EDGE
  if (drawable.look === 'suggested') context.stroke()
  else context.fill()
}
