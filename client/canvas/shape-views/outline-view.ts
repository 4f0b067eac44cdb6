import { outline, type Shape } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import { INK, withOpacity } from './palette.ts'
import type { ShapeView } from './shape-view.ts'

/** Screen pixels. */
const LINE = 2
const DARK_MARGIN = 2
const DASH = [6, 4]
const FILL = 0.16
const FAINT = 0.25

/** Shapes with an inside, by their outlines. */
export const outlineView: ShapeView<Shape> = {
  draw(context, shape, drawable, viewport, detail) {
    context.globalAlpha = drawable.isFaint ? FAINT : 1
    stroke(context, shape, drawable, viewport, detail === 'full', drawable.look === 'approved' && detail === 'full')
  },
  drawSelected(context, shape, drawable, viewport) {
    context.globalAlpha = 1
    stroke(context, shape, drawable, viewport, true, true)
  },
}

function stroke(
  context: CanvasRenderingContext2D,
  shape: Shape,
  drawable: Drawable,
  viewport: Viewport,
  withEdge: boolean,
  isFilled: boolean,
) {
  context.beginPath()
  for (const ring of outline(shape)) {
    for (let at = 0; at < ring.length; at += 2) {
      const { x, y } = toScreen(viewport, { x: ring[at] as number, y: ring[at + 1] as number })
      context.lineTo(x, y)
    }
    context.closePath()
  }
  if (isFilled) {
    context.fillStyle = withOpacity(drawable.color, FILL)
    context.fill('evenodd')
  }
  if (drawable.look === 'suggested') context.setLineDash(DASH)
  if (withEdge) line(context, INK.darkEdge, LINE + DARK_MARGIN)
  line(context, drawable.isContested ? INK.contested : drawable.color, LINE)
  context.setLineDash([])
}

function line(context: CanvasRenderingContext2D, color: string, width: number) {
  context.strokeStyle = color
  context.lineWidth = width
  context.stroke()
}
