import type { Point } from '#shared/shapes/index.ts'
import { fromScreen, ontoScreen, type TurnedStage, turnedStage, uprightOn } from '../quarter-turn.ts'
import { toImage, toScreen, type Viewport } from '../viewport.ts'
import { niceStep, ticksBetween } from './ticks.ts'

/** Screen pixels. */
const THICKNESS = 18
const LEAST_DISTANCE = 64
const TICK = 5
const TEXT_DROP = 11
const TEXT_GAP = 3
const FONT = '10px ui-sans-serif, system-ui, sans-serif'
const BACK = 'rgba(20, 21, 25, 0.82)'
const LINE = 'rgba(255, 255, 255, 0.35)'
const TEXT = 'rgba(255, 255, 255, 0.85)'
const HERE = '#ffb020'
const QUARTER = Math.PI / 2

/** Places of the image in pixels along the upper and the left edge of the screen, and where the pointer is. */
export function drawRulers(context: CanvasRenderingContext2D, viewport: Viewport, stage: TurnedStage, pointer: Point | null) {
  const screen = turnedStage(stage, stage.turn)
  const place = (image: Point) => ontoScreen(toScreen(viewport, image), stage)
  const image = (onScreen: Point) => toImage(viewport, fromScreen(onScreen, stage))
  // On a turned view the image's x runs down the screen.
  const along = stage.turn % 2 === 0 ? (['x', 'y'] as const) : (['y', 'x'] as const)
  const here = pointer && ontoScreen(pointer, stage)
  const step = niceStep(viewport.scale, LEAST_DISTANCE)

  context.save()
  uprightOn(context, stage)
  context.setLineDash([])
  context.font = FONT
  context.lineWidth = 1
  context.fillStyle = BACK
  context.fillRect(0, 0, screen.width, THICKNESS)
  context.fillRect(0, THICKNESS, THICKNESS, screen.height - THICKNESS)

  const start = image({ x: 0, y: 0 })
  const end = image({ x: screen.width, y: screen.height })
  for (const tick of ticksOf(start, end, along[0], step)) {
    const { x } = place(alongOnly(along[0], tick))
    if (x < THICKNESS) continue
    drawTick(context, [x, THICKNESS - TICK], [x, THICKNESS])
    context.fillText(String(tick), x + TEXT_GAP, TEXT_DROP)
  }
  for (const tick of ticksOf(start, end, along[1], step)) {
    const { y } = place(alongOnly(along[1], tick))
    if (y < THICKNESS) continue
    drawTick(context, [THICKNESS - TICK, y], [THICKNESS, y])
    context.save()
    context.translate(TEXT_DROP, y - TEXT_GAP)
    context.rotate(-QUARTER)
    context.fillText(String(tick), 0, 0)
    context.restore()
  }
  if (here) {
    context.fillStyle = HERE
    context.fillRect(Math.round(here.x), 0, 1, THICKNESS)
    context.fillRect(0, Math.round(here.y), THICKNESS, 1)
  }
  context.restore()
}

function drawTick(context: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number]) {
  context.strokeStyle = LINE
  context.beginPath()
  context.moveTo(...from)
  context.lineTo(...to)
  context.stroke()
  context.fillStyle = TEXT
}

const ticksOf = (start: Point, end: Point, axis: 'x' | 'y', step: number): number[] =>
  ticksBetween(Math.min(start[axis], end[axis]), Math.max(start[axis], end[axis]), step)

const alongOnly = (axis: 'x' | 'y', value: number): Point => ({ x: 0, y: 0, [axis]: value })
