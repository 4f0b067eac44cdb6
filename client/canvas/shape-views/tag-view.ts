import { type Bounds, bounds, type Point } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import { ontoScreen, type TurnedStage, uprightOn } from '../quarter-turn.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import { INK, textOn } from './palette.ts'

/** Screen pixels. */
const HEIGHT = 16
const PADDING = 4
const FONT = '600 11px ui-sans-serif, system-ui, sans-serif'
const TEXT_DROP = 12
/** A shape narrower than this has no tag: it would hide its neighbours. */
const ROOM_FOR_TAG = 26

/** The tag of a shape, above its top left corner (inside where there is no room above). `force` for the one in hand. */
export function drawTag(
  context: CanvasRenderingContext2D,
  drawable: Drawable,
  viewport: Viewport,
  stage: TurnedStage,
  force: boolean,
) {
  const box = bounds(drawable.shape)
  if (!box || drawable.tag === '') return
  if (!force && (box.width * viewport.scale < ROOM_FOR_TAG || drawable.isFaint)) return
  const corner = cornerOnScreen(box, viewport, stage)
  const screenWidth = stage.turn % 2 === 0 ? stage.width : stage.height
  const width = textWidth(context, drawable.tag) + 2 * PADDING
  const x = Math.min(Math.max(corner.x, 0), Math.max(screenWidth - width, 0))
  const y = corner.y - HEIGHT >= 0 ? corner.y - HEIGHT : corner.y
  const color = drawable.isContested ? INK.contested : drawable.color
  context.globalAlpha = 1
  if (stage.turn !== 0) {
    context.save()
    uprightOn(context, stage)
  }
  context.fillStyle = color
  context.fillRect(x, y, width, HEIGHT)
  context.fillStyle = textOn(color)
  context.fillText(drawable.tag, x + PADDING, y + TEXT_DROP)
  if (stage.turn !== 0) context.restore()
}

// The corner that is at the top left on a turned screen.
function cornerOnScreen(box: Bounds, viewport: Viewport, stage: TurnedStage): Point {
  const corner = ontoScreen(toScreen(viewport, box), stage)
  if (stage.turn === 0) return corner
  const opposite = ontoScreen(toScreen(viewport, { x: box.x + box.width, y: box.y + box.height }), stage)
  return { x: Math.min(corner.x, opposite.x), y: Math.min(corner.y, opposite.y) }
}

const widths = new Map<string, number>()
const MOST_WIDTHS = 5000

// Measuring text is the slow part of drawing a tag, and tags repeat.
function textWidth(context: CanvasRenderingContext2D, text: string): number {
  context.font = FONT
  const known = widths.get(text)
  if (known !== undefined) return known
  if (widths.size > MOST_WIDTHS) widths.clear()
  const { width } = context.measureText(text)
  widths.set(text, width)
  return width
}
