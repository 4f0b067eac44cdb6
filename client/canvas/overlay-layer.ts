import Konva from 'konva'
import type { Point, Shape } from '#shared/shapes/index.ts'
import { drawSelectedShape } from './shape-views/index.ts'
import { INK, textOn } from './shape-views/palette.ts'
import { type Size, toScreen, type Viewport } from './viewport.ts'

/** Somebody else on this image. */
export interface Neighbour {
  readonly sessionId: string
  readonly name: string
  /** #rrggbb */
  readonly color: string
  readonly pointer: Point | null
  readonly holding: { readonly annotationId: string; readonly shape: Shape } | null
}

/** Screen pixels. */
const ARROW = [
  [0, 0],
  [0, 16],
  [4.5, 12],
  [11.5, 12],
] as const
const NAME_OFFSET = 14
const NAME_HEIGHT = 16
const NAME_PADDING = 4
const NAME_DROP = 12
const NAME_FONT = '500 11px ui-sans-serif, system-ui, sans-serif'

interface OverlayDeps {
  readonly viewport: () => Viewport
  readonly stageSize: () => Size
  readonly neighbours: () => readonly Neighbour[]
  /** Where the guides of the drawing tool cross, on the screen; null without. */
  readonly guide: () => Point | null
}

/** The layer above everything: the others' pointers and what they hold, and the guides of the drawing tool. */
export function createOverlayLayer({ viewport, stageSize, neighbours, guide }: OverlayDeps) {
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc({ _context: context }) {
      const place = guide()
      if (place) drawGuides(context, place, stageSize())
      for (const neighbour of neighbours()) drawNeighbour(context, neighbour, viewport())
    },
  })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  return { layer, redraw: () => layer.batchDraw() }
}

function drawGuides(context: CanvasRenderingContext2D, { x, y }: Point, { width, height }: Size) {
  const lines = [
    [0, Math.round(y) + 0.5, width, Math.round(y) + 0.5],
    [Math.round(x) + 0.5, 0, Math.round(x) + 0.5, height],
  ] as const
  context.setLineDash([])
  for (const [color, lineWidth] of [
    [INK.guideEdge, 3],
    [INK.guide, 1],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = lineWidth
    for (const [fromX, fromY, toX, toY] of lines) {
      context.beginPath()
      context.moveTo(fromX, fromY)
      context.lineTo(toX, toY)
      context.stroke()
    }
  }
}

function drawNeighbour(context: CanvasRenderingContext2D, { name, color, pointer, holding }: Neighbour, viewport: Viewport) {
  if (holding) {
    const drawable = {
      id: '' as never,
      shape: holding.shape,
      color,
      tag: '',
      look: 'draft',
      isContested: false,
      isFaint: false,
    } as const
    drawSelectedShape(context, drawable, viewport, false)
  }
  if (!pointer) return
  const { x, y } = toScreen(viewport, pointer)
  context.beginPath()
  for (const [dx, dy] of ARROW) context.lineTo(x + dx, y + dy)
  context.closePath()
  context.fillStyle = color
  context.strokeStyle = INK.handle
  context.lineWidth = 1
  context.fill()
  context.stroke()
  context.font = NAME_FONT
  const width = context.measureText(name).width + 2 * NAME_PADDING
  context.fillStyle = color
  context.fillRect(x + NAME_OFFSET, y + NAME_OFFSET, width, NAME_HEIGHT)
  context.fillStyle = textOn(color)
  context.fillText(name, x + NAME_OFFSET + NAME_PADDING, y + NAME_OFFSET + NAME_DROP)
}
