import type { Ellipse, Point, RotatedBox } from '#shared/shapes/index.ts'
import { turned } from '#shared/shapes/ring.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import { type Handle, handlePoint, MIN_BOX_SIDE } from './box-geometry.ts'

/** A rectangle turned clockwise about its centre by degrees, in image pixels: what rotated boxes and ellipses are taken by. */
export type TurnedFrame = Omit<RotatedBox, 'kind'>

/** How far the rotation handle stands above the upper side, in screen pixels. */
const STEM = 24
/** Degrees. */
const STEP_OF_TURN = 15
const RIGHT_ANGLE = 90

/** The frame of a rotated box, or the one around an ellipse. */
export const frameOf = (shape: RotatedBox | Ellipse): TurnedFrame =>
  shape.kind === 'ellipse' ? { ...shape, width: 2 * shape.rx, height: 2 * shape.ry } : shape

/** Where a handle of a frame is. */
export const handleOfFrame = (frame: TurnedFrame, handle: Handle): Point =>
  turned(handlePoint(upright(frame), handle), centreOf(frame), frame.rotation)

/** Where the handle is that turns the frame; `pixelSize` in image pixels per screen pixel. */
export const rotationPlace = (frame: TurnedFrame, pixelSize: number): Point =>
  turned({ x: frame.cx, y: frame.cy - frame.height / 2 - STEM * pixelSize }, centreOf(frame), frame.rotation)

/** The place as the frame would see it if it had not been turned. */
export const inFrame = (frame: TurnedFrame, point: Point): Point => turned(point, centreOf(frame), -frame.rotation)

/** The frame before it was turned, as an upright box. */
export const upright = ({ cx, cy, width, height }: TurnedFrame) => ({
  kind: 'box' as const,
  x: cx - width / 2,
  y: cy - height / 2,
  width,
  height,
})

/** The frame turned so that its rotation handle points to a place; in steps of 15 degrees where `isStepped`. */
export function turnedTowards(frame: TurnedFrame, to: Point, isStepped: boolean): TurnedFrame {
  const angle = (Math.atan2(to.y - frame.cy, to.x - frame.cx) * 180) / Math.PI + RIGHT_ANGLE
  return { ...frame, rotation: wholeTurn(isStepped ? stepped(angle) : angle) }
}

/** The frame with one handle pulled to a place along its own axes; the opposite side stays where it is. */
export function pulledFrame(frame: TurnedFrame, handle: Handle, to: Point): TurnedFrame {
  const place = inFrame(frame, to)
  const { x, y, width, height } = upright(frame)
  const [left, right] = side(x, x + width, handle.includes('w'), handle.includes('e'), place.x)
  const [top, bottom] = side(y, y + height, handle.includes('n'), handle.includes('s'), place.y)
  const centre = turned({ x: (left + right) / 2, y: (top + bottom) / 2 }, centreOf(frame), frame.rotation)
  return { cx: centre.x, cy: centre.y, width: right - left, height: bottom - top, rotation: frame.rotation }
}

/** The box with one side between two places, reaching to a third; null where it is thinner than two pixels. */
export function boxOnSide(from: Point, to: Point, reach: Point): RotatedBox | null {
  const width = Math.hypot(to.x - from.x, to.y - from.y)
  if (width < MIN_BOX_SIDE) return null
  const normal = { x: -(to.y - from.y) / width, y: (to.x - from.x) / width }
  const depth = (reach.x - from.x) * normal.x + (reach.y - from.y) * normal.y
  if (Math.abs(depth) < MIN_BOX_SIDE) return null
  return {
    kind: 'rotated-box',
    cx: (from.x + to.x + normal.x * depth) / 2,
    cy: (from.y + to.y + normal.y * depth) / 2,
    width,
    height: Math.abs(depth),
    rotation: wholeTurn((Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI),
  }
}

/** The place at the same distance whose direction from another is a whole step of 15 degrees. */
export function steppedFrom(from: Point, { x, y }: Point): Point {
  const length = Math.hypot(x - from.x, y - from.y)
  const angle = (stepped((Math.atan2(y - from.y, x - from.x) * 180) / Math.PI) * Math.PI) / 180
  return { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) }
}

const stepped = (degrees: number): number => Math.round(degrees / STEP_OF_TURN) * STEP_OF_TURN

const centreOf = ({ cx, cy }: TurnedFrame): Point => ({ x: cx, y: cy })

// The two ends of one side after one of them was pulled to `to`; pulled over the other, they change places.
function side(low: number, high: number, pullsLow: boolean, pullsHigh: boolean, to: number): [number, number] {
  if (!pullsLow && !pullsHigh) return [low, high]
  const fixed = pullsLow ? high : low
  const end =
    Math.abs(to - fixed) >= MIN_BOX_SIDE ? to : fixed + (to < fixed || (to === fixed && pullsLow) ? -1 : 1) * MIN_BOX_SIDE
  return [Math.min(end, fixed), Math.max(end, fixed)]
}
