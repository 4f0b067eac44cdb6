import Konva from 'konva'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { Mask } from '#shared/shapes/mask.ts'
import { drawOpaqueMask } from '../shape-views/mask-view.ts'
import type { Dab } from '../tools/mask-brush.ts'
import type { PaintSurface } from '../tools/tool.ts'
import type { Viewport } from '../viewport.ts'
import { imageMatrix } from './image-matrix.ts'

/** How strongly paint covers the image, 0 to 1. */
const OPACITY = '0.5'

interface PaintLayerDeps {
  readonly viewport: () => Viewport
  readonly shapeOf: (id: AnnotationId) => Shape | null
  readonly colorOf: (id: AnnotationId | null) => string
  /** The annotation in the painter's hands is drawn here alone; null gives it back. */
  readonly onTaken: (id: AnnotationId | null) => void
}

/**
 * The layer a brush paints on. Each movement is drawn on top of what is there, at the screen's resolution: a frame costs the same on
 * an image of any size. The paint is opaque and the whole layer see-through, so that strokes over each other stay even.
 */
export function createPaintLayer({ viewport, shapeOf, colorOf, onTaken }: PaintLayerDeps) {
  let sheet: { readonly base: Mask | null; readonly color: string; readonly dabs: Dab[] } | null = null
  let isDry = true
  const shape = new Konva.Shape({ listening: false, sceneFunc: ({ _context }) => drawAll(_context) })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  const canvas = layer.getNativeCanvasElement()
  canvas.style.opacity = OPACITY
  canvas.style.display = 'none'

  function drawAll(context: CanvasRenderingContext2D) {
    if (!sheet) return
    if (sheet.base) drawOpaqueMask(context, sheet.base, sheet.color, viewport())
    context.save()
    context.transform(...imageMatrix(viewport()))
    for (const dab of sheet.dabs) drawDab(context, dab, sheet.color)
    context.restore()
  }
  function clear() {
    if (!sheet) return
    sheet = null
    canvas.style.display = 'none'
    onTaken(null)
  }

  const surface: PaintSurface = {
    begin(id) {
      clear()
      const base = id && shapeOf(id)
      sheet = { base: base?.kind === 'mask' ? base : null, color: colorOf(id), dabs: [] }
      isDry = false
      canvas.style.display = ''
      onTaken(id)
      layer.draw()
    },
    dab(dab) {
      if (!sheet) return
      sheet.dabs.push(dab)
      const context = layer.getCanvas().getContext()._context as CanvasRenderingContext2D
      context.save()
      context.transform(...imageMatrix(viewport()))
      drawDab(context, dab, sheet.color)
      context.restore()
    },
    end() {
      isDry = true
    },
    cancel: clear,
  }
  return {
    layer,
    surface,
    /** The view moved. */
    redraw() {
      if (sheet) layer.batchDraw()
    },
    /** The scene shows by now what became of the paint. */
    settle() {
      if (isDry) clear()
    },
  }
}

function drawDab(context: CanvasRenderingContext2D, { from, to, radius, tip, erases }: Dab, color: string) {
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over'
  context.fillStyle = color
  context.strokeStyle = color
  if (tip === 'round') {
    context.beginPath()
    context.arc(to.x, to.y, radius, 0, 2 * Math.PI)
    context.fill()
    context.lineCap = 'round'
    context.lineWidth = 2 * radius
    context.beginPath()
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
    context.stroke()
    return
  }
  // A square swept along a line: its last place, and the bar from corner to corner.
  context.fillRect(to.x - radius, to.y - radius, 2 * radius, 2 * radius)
  context.beginPath()
  const side = (to.x - from.x) * (to.y - from.y) > 0 ? 1 : -1
  context.moveTo(from.x - radius, from.y + side * radius)
  context.lineTo(to.x - radius, to.y + side * radius)
  context.lineTo(to.x + radius, to.y - side * radius)
  context.lineTo(from.x + radius, from.y - side * radius)
  context.closePath()
  context.fill()
}
