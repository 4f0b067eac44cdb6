import { flatOf, pointsOf } from '../shapes/ring.ts'
import type { Point, Ring } from '../shapes/shape.ts'

/** A line on its way to another, flat x, y …: point by point where they have as many, else matched by the share of their length. */
export function betweenLines(from: Ring, to: Ring, share: number): number[] {
  if (from.length === to.length) return mixedFlat(from, to, share)
  const [a, b] = [pointsOf(from), pointsOf(to)]
  return mixedMatched(a, b, share)
}

/** An outline on its way to another. Where counts differ, the other is run through in the same direction from the corner that lies best. */
export function betweenRings(from: Ring, to: Ring, share: number): number[] {
  if (from.length === to.length) return mixedFlat(from, to, share)
  const a = closed(pointsOf(from))
  const other = pointsOf(to)
  const sameWay = signedArea(from) * signedArea(to) < 0 ? other.reverse() : other
  const b = closed(startingNearest(sameWay, a[0] as Point))
  // The last point is the first once more.
  return mixedMatched(a, b, share).slice(0, -2)
}

const mixedFlat = (from: Ring, to: Ring, share: number): number[] =>
  from.map((value, at) => value + ((to[at] ?? value) - value) * share)

/** Every corner of both is kept: each is matched with the place at the same share of the other's length. */
function mixedMatched(a: readonly Point[], b: readonly Point[], share: number): number[] {
  const [alongA, alongB] = [sharesAlong(a), sharesAlong(b)]
  const places = [...new Set([...alongA, ...alongB])].sort((one, other) => one - other)
  const [fromA, fromB] = [placesAt(a, alongA, places), placesAt(b, alongB, places)]
  return mixedFlat(flatOf(fromA), flatOf(fromB), share)
}

/** For each point the share of the line's length up to it: 0 for the first, 1 for the last. */
function sharesAlong(points: readonly Point[]): number[] {
  let length = 0
  const lengths = points.map((point, at) => {
    const before = points[at - 1] ?? point
    length += Math.hypot(point.x - before.x, point.y - before.y)
    return length
  })
  return lengths.map((along, at) => (at === points.length - 1 ? 1 : length === 0 ? 0 : along / length))
}

/** The places at these shares of a line's length, which ascend as `along` does. */
function placesAt(points: readonly Point[], along: readonly number[], shares: readonly number[]): Point[] {
  let at = 0
  return shares.map((share) => {
    while (at < points.length - 2 && (along[at + 1] as number) < share) at++
    const [from, to] = [points[at] as Point, points[at + 1] as Point]
    const span = (along[at + 1] as number) - (along[at] as number)
    const within = span === 0 ? 0 : (share - (along[at] as number)) / span
    return { x: from.x + (to.x - from.x) * within, y: from.y + (to.y - from.y) * within }
  })
}

const closed = (points: readonly Point[]): Point[] => [...points, points[0] as Point]

function startingNearest(points: readonly Point[], place: Point): Point[] {
  const distances = points.map(({ x, y }) => Math.hypot(x - place.x, y - place.y))
  const first = distances.indexOf(Math.min(...distances))
  return [...points.slice(first), ...points.slice(0, first)]
}

function signedArea(ring: Ring): number {
  const points = pointsOf(ring)
  return points.reduce((sum, { x, y }, at) => {
    const next = points[(at + 1) % points.length] as Point
    return sum + x * next.y - next.x * y
  }, 0)
}
