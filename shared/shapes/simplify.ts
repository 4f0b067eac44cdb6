import { problem, type Shape } from './index.ts'
import type { Polygon } from './polygon.ts'
import { distanceToSegment, pointsOf } from './ring.ts'
import type { Point, Ring } from './shape.ts'

/** Where a tolerance would make the outline cross itself, half of it is tried, so many times. */
const MOST_ATTEMPTS = 8
const LEAST_CORNERS = 3

/**
 * A polygon or polyline with fewer points, none of the old ones farther than the tolerance (pixels) from the new line (Douglas and
 * Peucker); what is valid stays valid, with a smaller tolerance where need be. Holes smaller than the tolerance close. Other kinds of
 * shapes are returned as they are.
 */
export function simplified(shape: Shape, tolerancePixels: number): Shape {
  if (shape.kind === 'polyline') return { kind: 'polyline', points: simplifiedLine(shape.points, tolerancePixels) }
  if (shape.kind !== 'polygon') return shape
  for (let attempt = 0, tolerance = tolerancePixels; attempt < MOST_ATTEMPTS; attempt++, tolerance /= 2) {
    const simpler = simplifiedPolygon(shape, tolerance)
    if (simpler && problem(simpler) === null) return simpler
  }
  return shape
}

function simplifiedPolygon({ ring, holes }: Polygon, tolerance: number): Polygon | null {
  const outer = simplifiedRing(ring, tolerance)
  return (
    outer && {
      kind: 'polygon',
      ring: outer,
      holes: holes.flatMap((hole) => [simplifiedRing(hole, tolerance) ?? []]).filter((hole) => hole.length > 0),
    }
  )
}

/** Null where nothing but a line is left. */
function simplifiedRing(ring: Ring, tolerance: number): number[] | null {
  const points = pointsOf(ring)
  const first = points[0] as Point
  const farthest = points.reduce(
    (best, point, index) => (distance(point, first) > distance(points[best] as Point, first) ? index : best),
    0,
  )
  const kept = [
    ...keptPlaces(points, 0, farthest, tolerance).slice(0, -1),
    ...keptPlaces([...points, first], farthest, points.length, tolerance).slice(0, -1),
  ]
  return kept.length < LEAST_CORNERS ? null : flatAt(points, kept)
}

function simplifiedLine(line: Ring, tolerance: number): number[] {
  const points = pointsOf(line)
  return flatAt(points, keptPlaces(points, 0, points.length - 1, tolerance))
}

/** The places of the points that stay between two that do, both included. */
function keptPlaces(points: readonly Point[], start: number, end: number, tolerance: number): number[] {
  const kept = [start, end]
  const open: [number, number][] = [[start, end]]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    let [farthest, most] = [-1, tolerance]
    for (let at = from + 1; at < to; at++) {
      const away = distanceToSegment(points[at] as Point, points[from] as Point, points[to] as Point)
      if (away > most) [farthest, most] = [at, away]
    }
    if (farthest === -1) continue
    kept.push(farthest)
    open.push([from, farthest], [farthest, to])
  }
  return [...new Set(kept)].sort((a, b) => a - b)
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const flatAt = (points: readonly Point[], places: readonly number[]): number[] =>
  places.flatMap((place) => {
    const { x, y } = points[place] as Point
    return [x, y]
  })
