import type { Point } from '#shared/shapes/index.ts'
import { fromScreen, ontoScreen, type TurnedStage, turnedStage } from '../quarter-turn.ts'
import { INK } from '../shape-views/palette.ts'
import { type Size, toImage, type Viewport } from '../viewport.ts'

/** Screen pixels. */
const SIDE = 190
const DISTANCE = 28
const CROSS = 9
/** How much larger than on the stage, and how large a pixel of the image is at least. */
const ENLARGED = 4
const LEAST_SCALE = 4
const LARGEST_SCALE = 64

/** Draws what lies on the stage, as it looks through another view. */
export type DrawThrough = (context: CanvasRenderingContext2D, viewport: Viewport, size: Size) => void

/** A lens beside the pointer, with the place under the pointer in its middle. */
export function drawMagnifier(
  context: CanvasRenderingContext2D,
  pointer: Point,
  viewport: Viewport,
  stage: TurnedStage,
  draw: DrawThrough,
) {
  const corner = lensCorner(pointer, stage)
  const scale = Math.min(Math.max(viewport.scale * ENLARGED, LEAST_SCALE), LARGEST_SCALE)
  const centre = toImage(viewport, pointer)
  context.save()
  context.translate(corner.x, corner.y)
  context.beginPath()
  context.rect(0, 0, SIDE, SIDE)
  context.clip()
  context.fillStyle = INK.lensGround
  context.fillRect(0, 0, SIDE, SIDE)
  draw(context, { scale, x: SIDE / 2 - centre.x * scale, y: SIDE / 2 - centre.y * scale }, { width: SIDE, height: SIDE })
  context.globalAlpha = 1
  context.setLineDash([])
  for (const [color, width] of [
    [INK.darkEdge, 3],
    [INK.handle, 1],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = width
    context.beginPath()
    context.moveTo(SIDE / 2 - CROSS, SIDE / 2)
    context.lineTo(SIDE / 2 + CROSS, SIDE / 2)
    context.moveTo(SIDE / 2, SIDE / 2 - CROSS)
    context.lineTo(SIDE / 2, SIDE / 2 + CROSS)
    context.stroke()
    context.strokeRect(0.5, 0.5, SIDE - 1, SIDE - 1)
  }
  context.restore()
}

// Up and to the right of the pointer as the screen shows it; on the other side where there is no room.
function lensCorner(pointer: Point, stage: TurnedStage): Point {
  const screen = turnedStage(stage, stage.turn)
  const { x, y } = ontoScreen(pointer, stage)
  const left = x + DISTANCE + SIDE <= screen.width ? x + DISTANCE : x - DISTANCE - SIDE
  const top = y - DISTANCE - SIDE >= 0 ? y - DISTANCE - SIDE : y + DISTANCE
  return cornerInDrawing({ x: left, y: top }, stage)
}

// Of the lens' four corners on the screen, the one that is its origin in the turned drawing.
function cornerInDrawing({ x, y }: Point, stage: TurnedStage): Point {
  const [right, bottom] = [x + SIDE, y + SIDE]
  const origins = { 0: { x, y }, 1: { x: right, y }, 2: { x: right, y: bottom }, 3: { x, y: bottom } }
  return fromScreen(origins[stage.turn], stage)
}
