import type { Bounds, Point, Ring } from './shape.ts'

/** Points of a flat list x, y, x, y … */
export function pointsOf(flat: Ring): Point[] {
  const points: Point[] = []
  for (let at = 0; at + 1 < flat.length; at += 2) points.push({ x: flat[at] as number, y: flat[at + 1] as number })
  return points
}

/** The flat list x, y, x, y … of points. */
export const flatOf = (points: readonly Point[]): number[] => points.flatMap(({ x, y }) => [x, y])

/** Points of a flat list as pairs [x, y], as many formats write them. */
export const pairsOf = (flat: Ring): [x: number, y: number][] => pointsOf(flat).map(({ x, y }) => [x, y])

/** A ring (flat x, y …) without its first point at its end again, as some programs write it. */
export function openedRing(ring: Ring): number[] {
  const isClosed = ring.length > 2 && ring[0] === ring.at(-2) && ring[1] === ring.at(-1)
  return isClosed ? ring.slice(0, -2) : [...ring]
}

/** The smallest rectangle around points of a flat list; there is at least one. */
export function boundsOfPoints(flat: Ring): Bounds {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const x = flat[at] as number
    const y = flat[at + 1] as number
    if (x < left) left = x
    if (x > right) right = x
    if (y < top) top = y
    if (y > bottom) bottom = y
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Square pixels inside a ring that does not cross itself (shoelace formula). */
export function ringArea(ring: Ring): number {
  let twice = 0
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length
    twice += (ring[at] as number) * (ring[next + 1] as number) - (ring[next] as number) * (ring[at + 1] as number)
  }
  return Math.abs(twice) / 2
}

/** Whether a place is inside rings, counting each crossing (even-odd), so that holes are outside. */
export function ringsContain(rings: readonly Ring[], { x, y }: Point): boolean {
  let inside = false
  for (const ring of rings) {
    for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
      const [ax, ay, bx, by] = [ring[at], ring[at + 1], ring[before], ring[before + 1]] as [number, number, number, number]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
  }
  return inside
}

/** Pixels from a place to the nearest place on a line; a closed one also runs from its end to its start. */
export function distanceToLine(flat: Ring, point: Point, isClosed: boolean): number {
  const points = pointsOf(flat)
  const [first] = points
  if (!first) return Number.POSITIVE_INFINITY
  if (points.length === 1) return Math.hypot(point.x - first.x, point.y - first.y)
  const ends = isClosed ? [...points, first] : points
  let nearest = Number.POSITIVE_INFINITY
  for (let index = 1; index < ends.length; index++)
    nearest = Math.min(nearest, distanceToSegment(point, ends[index - 1] as Point, ends[index] as Point))
  return nearest
}

/** Pixels from a place to a straight line between two places. */
export function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const lengthSquared = dx * dx + dy * dy
  const share = lengthSquared === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / lengthSquared
  const along = Math.min(Math.max(share, 0), 1)
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy)
}

/** Pixels along an open line. */
export function lineLength(flat: Ring): number {
  let length = 0
  for (let at = 2; at + 1 < flat.length; at += 2)
    length += Math.hypot((flat[at] as number) - (flat[at - 2] as number), (flat[at + 1] as number) - (flat[at - 1] as number))
  return length
}

/** Every point moved. */
export const movedPoints = (flat: Ring, dx: number, dy: number): number[] =>
  flat.map((value, index) => value + (index % 2 === 0 ? dx : dy))

/** A place turned clockwise (on a screen whose y points down) about a centre, in degrees. */
export function turned({ x, y }: Point, centre: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [dx, dy] = [x - centre.x, y - centre.y]
  return { x: centre.x + dx * cos - dy * sin, y: centre.y + dx * sin + dy * cos }
}
