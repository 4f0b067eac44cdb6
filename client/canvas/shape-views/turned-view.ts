import { bounds, type Ellipse, type RotatedBox } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import { HANDLES } from '../tools/box-geometry.ts'
import { frameOf, handleOfFrame, rotationPlace } from '../tools/turned-frame.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import { INK } from './palette.ts'
import type { ShapeView } from './shape-view.ts'
import { drawHandle, drawnAsDot, fillPath, type Look, lineColor, setStrength, strokePath } from './strokes.ts'

const DEGREES = Math.PI / 180
/** Screen pixels. */
const STEM_LINE = 1.5
const SMALL_HANDLE = 3
const ROOM_FOR_MIDDLE_HANDLE = 48

/** Boxes turned about their centre. */
export const rotatedBoxView: ShapeView<RotatedBox> = turnedView((context, shape, viewport) => {
  const [right, down] = [shape.width / 2, shape.height / 2]
  const cos = Math.cos(shape.rotation * DEGREES) * viewport.scale
  const sin = Math.sin(shape.rotation * DEGREES) * viewport.scale
  const x = shape.cx * viewport.scale + viewport.x
  const y = shape.cy * viewport.scale + viewport.y
  context.moveTo(x - right * cos + down * sin, y - right * sin - down * cos)
  context.lineTo(x + right * cos + down * sin, y + right * sin - down * cos)
  context.lineTo(x + right * cos - down * sin, y + right * sin + down * cos)
  context.lineTo(x - right * cos - down * sin, y - right * sin + down * cos)
  context.closePath()
})

/** Ellipses. */
export const ellipseView: ShapeView<Ellipse> = turnedView((context, shape, viewport) => {
  const { x, y } = toScreen(viewport, { x: shape.cx, y: shape.cy })
  context.ellipse(x, y, shape.rx * viewport.scale, shape.ry * viewport.scale, shape.rotation * DEGREES, 0, 2 * Math.PI)
})

function turnedView<S extends RotatedBox | Ellipse>(
  trace: (context: CanvasRenderingContext2D, shape: S, viewport: Viewport) => void,
): ShapeView<S> {
  function paint(context: CanvasRenderingContext2D, shape: S, drawable: Drawable, viewport: Viewport, look: Look) {
    setStrength(context, drawable, look)
    context.beginPath()
    trace(context, shape, viewport)
    fillPath(context, drawable, look)
    strokePath(context, drawable, look)
  }
  return {
    draw(context, shape, drawable, viewport, detail) {
      const box = bounds(shape)
      setStrength(context, drawable, detail)
      if (box && drawnAsDot(context, drawable, viewport, box)) return
      paint(context, shape, drawable, viewport, detail)
    },
    drawSelected(context, shape, drawable, viewport, handling) {
      paint(context, shape, drawable, viewport, 'selected')
      if (handling === 'full') drawHandles(context, shape, drawable, viewport)
    },
  }
}

// Eight places to resize by, and one on a stem above the upper side to turn by.
function drawHandles(context: CanvasRenderingContext2D, shape: RotatedBox | Ellipse, drawable: Drawable, viewport: Viewport) {
  const frame = frameOf(shape)
  const stem = toScreen(viewport, rotationPlace(frame, 1 / viewport.scale))
  const foot = toScreen(viewport, handleOfFrame(frame, 'n'))
  context.beginPath()
  context.moveTo(foot.x, foot.y)
  context.lineTo(stem.x, stem.y)
  context.strokeStyle = INK.darkEdge
  context.lineWidth = STEM_LINE * 2
  context.stroke()
  context.strokeStyle = lineColor(drawable)
  context.lineWidth = STEM_LINE
  context.stroke()
  drawHandle(context, drawable.color, stem.x, stem.y)
  for (const handle of HANDLES) {
    const side = handle === 'n' || handle === 's' ? frame.width : frame.height
    if (handle.length === 1 && side * viewport.scale < ROOM_FOR_MIDDLE_HANDLE) continue
    const { x, y } = toScreen(viewport, handleOfFrame(frame, handle))
    drawHandle(context, drawable.color, x, y, handle.length === 1 ? SMALL_HANDLE : undefined)
  }
}
