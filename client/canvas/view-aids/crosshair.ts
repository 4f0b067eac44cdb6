import type { Point } from '#shared/shapes/index.ts'
import { INK } from '../shape-views/palette.ts'
import type { Size } from '../viewport.ts'

/** Lines through a place, across the whole stage; seen on light and dark images. */
export function drawCrosshair(context: CanvasRenderingContext2D, { x, y }: Point, { width, height }: Size) {
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
