import { boundsSpanning } from '#shared/shapes/bounds.ts'
import type { Box, Point } from '#shared/shapes/index.ts'
import type { Size } from '../viewport.ts'

/** Image pixels; anything smaller is a click. */
export const MIN_BOX_SIDE = 2

/** Eight places to take a box by: corners and edges, as compass points. */
export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const
export type Handle = (typeof HANDLES)[number]

/** The box between two places, ending at the image's edges. */
export function boxSpanning(a: Point, b: Point, image: Size): Box {
  return { kind: 'box', ...boundsSpanning(inside(a, image), inside(b, image)) }
}

/** Whether a drag meant a box. */
export const isBigEnough = ({ width, height }: Box): boolean => width >= MIN_BOX_SIDE && height >= MIN_BOX_SIDE

/** The box with one handle at a place; a handle pulled over the opposite edge turns the box over, and no side gets shorter than the minimum. */
export function resized(box: Box, handle: Handle, to: Point, image: Size): Box {
  const { x, y } = inside(to, image)
  const [left, right] = side(box.x, box.x + box.width, handle.includes('w'), handle.includes('e'), x, image.width)
  const [top, bottom] = side(box.y, box.y + box.height, handle.includes('n'), handle.includes('s'), y, image.height)
  return { kind: 'box', x: left, y: top, width: right - left, height: bottom - top }
}

/** Where a handle is. */
export function handlePoint({ x, y, width, height }: Box, handle: Handle): Point {
  const across = handle.includes('w') ? 0 : handle.includes('e') ? 1 : 1 / 2
  const down = handle.includes('n') ? 0 : handle.includes('s') ? 1 : 1 / 2
  return { x: x + width * across, y: y + height * down }
}

/** The handle within `reach` image pixels of a place; corners before edges, null where there is none. */
export function handleAt(box: Box, point: Point, reach: number): Handle | null {
  const near = (handle: Handle) => {
    const place = handlePoint(box, handle)
    return Math.abs(place.x - point.x) <= reach && Math.abs(place.y - point.y) <= reach
  }
  const corner = HANDLES.find((handle) => handle.length === 2 && near(handle))
  if (corner) return corner
  const isBeside = (value: number, edge: number) => Math.abs(value - edge) <= reach
  const isWithin = (value: number, start: number, length: number) => value >= start && value <= start + length
  if (isWithin(point.x, box.x, box.width)) {
    if (isBeside(point.y, box.y)) return 'n'
    if (isBeside(point.y, box.y + box.height)) return 's'
  }
  if (isWithin(point.y, box.y, box.height)) {
    if (isBeside(point.x, box.x)) return 'w'
    if (isBeside(point.x, box.x + box.width)) return 'e'
  }
  return null
}

/** The nearest place inside the image. */
export const inside = ({ x, y }: Point, image: Size): Point => ({
  x: Math.min(Math.max(x, 0), image.width),
  y: Math.min(Math.max(y, 0), image.height),
})

// The two ends of one side after one of them was pulled to `to`.
function side(low: number, high: number, pullsLow: boolean, pullsHigh: boolean, to: number, limit: number): [number, number] {
  if (!pullsLow && !pullsHigh) return [low, high]
  const fixed = pullsLow ? high : low
  if (Math.abs(to - fixed) >= MIN_BOX_SIDE) return [Math.min(to, fixed), Math.max(to, fixed)]
  const towards = to < fixed || (to === fixed && pullsLow) ? -MIN_BOX_SIDE : MIN_BOX_SIDE
  const end = fixed + towards >= 0 && fixed + towards <= limit ? fixed + towards : fixed - towards
  return [Math.min(end, fixed), Math.max(end, fixed)]
}
