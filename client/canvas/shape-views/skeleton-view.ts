import { type Skeleton, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Drawable } from '../drawable.ts'
import { absentPlaces } from '../tools/absent-joints.ts'
import { toScreen, type Viewport } from '../viewport.ts'
import { INK } from './palette.ts'
import type { ShapeView } from './shape-view.ts'
import { type Look, lineColor, setStrength, strokePath } from './strokes.ts'

/** Screen pixels. */
const RADIUS = 4
const JOINT_LINE = 2
const NAME_FONT = '500 10.5px ui-sans-serif, system-ui, sans-serif'
const NAME_OFFSET = 7
const NAME_DROP = 3.5
const NAME_EDGE = 3
/** From this scale on (screen pixels per image pixel) or this width on the screen, names have room. */
const ROOM_FOR_NAMES = 160
const STEP = 3

/** Joints and what joins them; hollow where hidden. In hand also the names, and the joints that were not placed. */
export const skeletonView: ShapeView<Skeleton> = {
  draw: (context, shape, drawable, viewport, detail) => paint(context, shape, drawable, viewport, detail),
  drawSelected(context, shape, drawable, viewport, handling) {
    paint(context, shape, drawable, viewport, 'selected')
    drawNames(context, shape, drawable, viewport)
    if (handling === 'full') drawAbsent(context, shape, drawable, viewport)
  },
}

function paint(context: CanvasRenderingContext2D, { keypoints }: Skeleton, drawable: Drawable, viewport: Viewport, look: Look) {
  const { scale, x, y } = viewport
  setStrength(context, drawable, look)
  context.beginPath()
  for (const [from, to] of drawable.template?.edges ?? []) {
    if (!isPlaced(keypoints, from) || !isPlaced(keypoints, to)) continue
    context.moveTo((keypoints[from * STEP] as number) * scale + x, (keypoints[from * STEP + 1] as number) * scale + y)
    context.lineTo((keypoints[to * STEP] as number) * scale + x, (keypoints[to * STEP + 1] as number) * scale + y)
  }
  strokePath(context, drawable, look)
  if (look === 'plain') return
  for (let at = 0; at + 2 < keypoints.length; at += STEP) {
    const visibility = keypoints[at + 2]
    if (visibility === VISIBILITY.absent) continue
    drawJoint(
      context,
      (keypoints[at] as number) * scale + x,
      (keypoints[at + 1] as number) * scale + y,
      lineColor(drawable),
      visibility === VISIBILITY.hidden,
    )
  }
}

function drawJoint(context: CanvasRenderingContext2D, x: number, y: number, color: string, isHollow: boolean) {
  context.beginPath()
  context.arc(x, y, RADIUS, 0, 2 * Math.PI)
  context.fillStyle = isHollow ? INK.hollow : color
  context.fill()
  context.lineWidth = JOINT_LINE
  context.strokeStyle = isHollow ? color : INK.handle
  context.stroke()
}

function drawNames(context: CanvasRenderingContext2D, { keypoints }: Skeleton, { template }: Drawable, viewport: Viewport) {
  if (!template || spread(keypoints) * viewport.scale < ROOM_FOR_NAMES) return
  context.font = NAME_FONT
  for (const [index, name] of template.keypoints.entries()) {
    if (!isPlaced(keypoints, index)) continue
    const place = { x: keypoints[index * STEP] as number, y: keypoints[index * STEP + 1] as number }
    const { x, y } = toScreen(viewport, place)
    drawName(context, name, x + NAME_OFFSET, y + NAME_DROP)
  }
}

// They wait in a row below the others, to be pulled to their place.
function drawAbsent(context: CanvasRenderingContext2D, shape: Skeleton, { template, color }: Drawable, viewport: Viewport) {
  context.font = NAME_FONT
  for (const { index, at } of absentPlaces(shape, 1 / viewport.scale)) {
    const { x, y } = toScreen(viewport, at)
    context.globalAlpha = 1 / 2
    drawJoint(context, x, y, color, true)
    context.globalAlpha = 1
    drawName(context, template?.keypoints[index] ?? String(index + 1), x + NAME_OFFSET, y + NAME_DROP)
  }
}

function drawName(context: CanvasRenderingContext2D, name: string, x: number, y: number) {
  context.lineWidth = NAME_EDGE
  context.strokeStyle = INK.darkEdge
  context.strokeText(name, x, y)
  context.fillStyle = INK.handle
  context.fillText(name, x, y)
}

const isPlaced = (keypoints: readonly number[], index: number): boolean =>
  (keypoints[index * STEP + 2] ?? VISIBILITY.absent) !== VISIBILITY.absent

// Image pixels from the leftmost or highest joint to the one farthest from it.
function spread(keypoints: readonly number[]): number {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0]
  for (let index = 0; index * STEP < keypoints.length; index++) {
    if (!isPlaced(keypoints, index)) continue
    left = Math.min(left, keypoints[index * STEP] as number)
    right = Math.max(right, keypoints[index * STEP] as number)
    top = Math.min(top, keypoints[index * STEP + 1] as number)
    bottom = Math.max(bottom, keypoints[index * STEP + 1] as number)
  }
  return Math.max(right - left, bottom - top)
}
