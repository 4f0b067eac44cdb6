import { INK } from '../shape-views/palette.ts'
import { type Size, toScreen, type Viewport, visibleBounds } from '../viewport.ts'
import { niceStep, ticksBetween } from './ticks.ts'

/** Screen pixels between two lines, at least. */
const LEAST_DISTANCE = 36
/** From this scale on single pixels are seen, and each has its cell. */
const SHOW_PIXELS_FROM = 12

/** Lines at round places of the image, within it. */
export function drawGrid(context: CanvasRenderingContext2D, viewport: Viewport, stage: Size, image: Size) {
  const step = viewport.scale >= SHOW_PIXELS_FROM ? 1 : niceStep(viewport.scale, LEAST_DISTANCE)
  const seen = visibleBounds(viewport, stage)
  const left = Math.max(seen.x, 0)
  const top = Math.max(seen.y, 0)
  const right = Math.min(seen.x + seen.width, image.width)
  const bottom = Math.min(seen.y + seen.height, image.height)
  const from = toScreen(viewport, { x: left, y: top })
  const to = toScreen(viewport, { x: right, y: bottom })
  context.beginPath()
  for (const tick of ticksBetween(left, right, step)) {
    const x = Math.round(toScreen(viewport, { x: tick, y: 0 }).x) + 0.5
    context.moveTo(x, from.y)
    context.lineTo(x, to.y)
  }
  for (const tick of ticksBetween(top, bottom, step)) {
    const y = Math.round(toScreen(viewport, { x: 0, y: tick }).y) + 0.5
    context.moveTo(from.x, y)
    context.lineTo(to.x, y)
  }
  context.setLineDash([])
  context.lineWidth = 1
  context.strokeStyle = INK.grid
  context.stroke()
}
