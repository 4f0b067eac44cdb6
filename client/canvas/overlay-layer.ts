import Konva from 'konva'
import type { Point } from '#shared/shapes/index.ts'
import type { Drawable } from './drawable.ts'
import { drawNeighbour, drawRival, type Neighbour, type NeighbourView } from './neighbours.ts'
import type { TurnedStage } from './quarter-turn.ts'
import { INK } from './shape-views/palette.ts'
import type { Size, Viewport } from './viewport.ts'

interface OverlayDeps {
  readonly viewport: () => Viewport
  readonly stageSize: () => TurnedStage
  readonly neighbours: () => readonly Neighbour[]
  /** The other versions of what waits for a decision. */
  readonly rivals: () => readonly Drawable[]
  readonly drawable: NeighbourView['drawable']
  /** Where the guides of the drawing tool cross, on the screen; null without. */
  readonly guide: () => Point | null
}

/** The layer above everything: the others' pointers and what they hold, the other versions of what is contested, the tool's guides. */
export function createOverlayLayer({ viewport, stageSize, neighbours, rivals, drawable, guide }: OverlayDeps) {
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc({ _context: context }) {
      const place = guide()
      if (place) drawGuides(context, place, stageSize())
      const view = { viewport: viewport(), stageSize: stageSize(), drawable }
      for (const rival of rivals()) drawRival(context, rival, view)
      for (const neighbour of neighbours()) drawNeighbour(context, neighbour, view)
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
