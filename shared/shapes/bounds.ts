import type { Bounds, Point } from './shape.ts'

/** The rectangle both have in common, or null where they do not overlap. */
export function intersection(a: Bounds, b: Bounds): Bounds | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

/** Intersection over union of two rectangles, 0 to 1; 0 where their areas are too small for a number. */
export function boundsIou(a: Bounds, b: Bounds): number {
  const common = intersection(a, b)
  if (!common) return 0
  const inside = common.width * common.height
  return inside === 0 ? 0 : inside / (a.width * a.height + b.width * b.height - inside)
}

/** True for points inside and on the edge. */
export function boundsContain(bounds: Bounds, point: Point): boolean {
  return point.x >= bounds.x && point.x <= bounds.x + bounds.width && point.y >= bounds.y && point.y <= bounds.y + bounds.height
}

/** Whether one rectangle lies in another, or at most `slack` pixels beyond its edges. */
export function boundsFit(inner: Bounds, frame: Bounds, slack = 0): boolean {
  return (
    inner.x >= frame.x - slack &&
    inner.y >= frame.y - slack &&
    inner.x + inner.width <= frame.x + frame.width + slack &&
    inner.y + inner.height <= frame.y + frame.height + slack
  )
}

/** The rectangle between two corners, given in any order. */
export function boundsSpanning(a: Point, b: Point): Bounds {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
}

/** The whole pixels inside a rectangle. */
export function wholePixels({ x, y, width, height }: Bounds): Bounds {
  const [left, top] = [Math.ceil(x), Math.ceil(y)]
  return { x: left, y: top, width: Math.floor(x + width) - left, height: Math.floor(y + height) - top }
}

/** The whole pixels that a rectangle touches. */
export function touchedPixels({ x, y, width, height }: Bounds): Bounds {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top }
}
