import type { Bounds, Ring } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import type { Viewport } from '../viewport.ts'
import { INK, withOpacity } from './palette.ts'
import type { Detail } from './shape-view.ts'

/** Screen pixels. */
const LINE = 2
const SELECTED_LINE = 2.5
/** Of a path among thousands: a hairline takes half the time. */
const PLAIN_LINE = 1
const DARK_MARGIN = 2
const DASH = [6, 4]
const SOLID: number[] = []
const HANDLE_RADIUS = 4
/** A shape smaller than this on the screen is drawn as a dot of its colour. */
const DOT = 3
const APPROVED_FILL = 0.12
const SELECTED_FILL = 0.16
const FAINT = 0.25

/** How a shape is looked at: at rest with more or less detail, or in hand. */
export type Look = Detail | 'selected'

/** Adds a flat list of points to the path. The one place where thousands of points become screen pixels: nothing is made per point. */
export function tracePath(context: CanvasRenderingContext2D, flat: Ring, { scale, x, y }: Viewport, isClosed: boolean) {
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const across = (flat[at] as number) * scale + x
    const down = (flat[at + 1] as number) * scale + y
    if (at === 0) context.moveTo(across, down)
    else context.lineTo(across, down)
  }
  if (isClosed) context.closePath()
}

/** Strokes the path with a coloured line on a dark one, readable on light and dark images; dashed while nobody has decided. */
export function strokePath(context: CanvasRenderingContext2D, drawable: Drawable, look: Look) {
  if (takeDarkPen(context, drawable, look)) context.stroke()
  takePen(context, drawable, look === 'plain' ? PLAIN_LINE : lineOf(look))
  context.stroke()
  putDown(context, drawable)
}

/** The same for an upright rectangle on the screen: five times as quick as a path. */
export function strokeBox(context: CanvasRenderingContext2D, drawable: Drawable, look: Look, { x, y, width, height }: Bounds) {
  if (takeDarkPen(context, drawable, look)) context.strokeRect(x, y, width, height)
  takePen(context, drawable, lineOf(look))
  context.strokeRect(x, y, width, height)
  putDown(context, drawable)
}

/** Tints the inside of the path where the shape is approved or in hand; holes stay clear. */
export function fillPath(context: CanvasRenderingContext2D, drawable: Drawable, look: Look) {
  if (look === 'plain' || (look === 'full' && drawable.look !== 'approved')) return
  context.fillStyle = tinted(drawable, look === 'selected' ? SELECTED_FILL : APPROVED_FILL)
  context.fill('evenodd')
}

const tinted = ({ color, tint = 1 }: Drawable, fill: number): string => withOpacity(color, Math.min(fill * tint, 1))

/** How strongly the shape shows. */
export function setStrength(context: CanvasRenderingContext2D, drawable: Drawable, look: Look) {
  context.globalAlpha = drawable.isFaint && look !== 'selected' ? FAINT : 1
}

/** Draws a dot instead where the shape is too small to be seen as more; true where it did. */
export function drawnAsDot(
  context: CanvasRenderingContext2D,
  drawable: Drawable,
  viewport: Viewport,
  { x, y, width, height }: Bounds,
): boolean {
  const [across, down] = [width * viewport.scale, height * viewport.scale]
  if (across >= DOT || down >= DOT) return false
  context.fillStyle = drawable.color
  context.fillRect(x * viewport.scale + viewport.x, y * viewport.scale + viewport.y, Math.max(across, 1), Math.max(down, 1))
  return true
}

/** A place the shape can be taken by, at a place on the screen. */
export function drawHandle(context: CanvasRenderingContext2D, color: string, x: number, y: number, radius = HANDLE_RADIUS) {
  context.lineWidth = LINE
  context.strokeStyle = color
  context.fillStyle = INK.handle
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

/** The colour of a shape's line: a warning where a person must choose between two versions. */
export const lineColor = (drawable: Drawable): string => (drawable.isContested ? INK.contested : drawable.color)

const lineOf = (look: Look): number => (look === 'selected' ? SELECTED_LINE : LINE)

// False where there is no dark edge.
function takeDarkPen(context: CanvasRenderingContext2D, drawable: Drawable, look: Look): boolean {
  if (look === 'plain') return false
  context.strokeStyle = INK.darkEdge
  context.lineWidth = lineOf(look) + DARK_MARGIN
  if (drawable.look === 'suggested' && look === 'full') context.setLineDash(DASH)
  return true
}

function takePen(context: CanvasRenderingContext2D, drawable: Drawable, width: number) {
  if (drawable.look === 'suggested') context.setLineDash(DASH)
  context.strokeStyle = lineColor(drawable)
  context.lineWidth = width
}

function putDown(context: CanvasRenderingContext2D, drawable: Drawable) {
  if (drawable.look === 'suggested') context.setLineDash(SOLID)
}
