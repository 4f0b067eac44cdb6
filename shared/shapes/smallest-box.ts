import { boundsOfPoints, flatOf, pointsOf, turned } from './ring.ts'
import type { RotatedBox } from './rotated-box.ts'
import type { Point, Ring } from './shape.ts'

const HALF_TURN = 180
const QUARTER_TURN = 90

/**
 * The turned box of the least area around points (flat x, y …), turned by less than a quarter; null where they lie on a line. One of its
 * sides lies along an edge of the convex hull (Freeman and Shapira, 1975).
 */
export function smallestBox(flat: Ring): RotatedBox | null {
  const hull = convexHull(pointsOf(flat))
  const origin = { x: 0, y: 0 }
  let best: RotatedBox | null = null
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length] as Point
    const rotation = withinQuarter((Math.atan2(to.y - from.y, to.x - from.x) * HALF_TURN) / Math.PI)
    const { x, y, width, height } = boundsOfPoints(flatOf(hull.map((point) => turned(point, origin, -rotation))))
    if (!(width > 0 && height > 0) || (best && width * height >= best.width * best.height)) continue
    const { x: cx, y: cy } = turned({ x: x + width / 2, y: y + height / 2 }, origin, rotation)
    best = { kind: 'rotated-box', cx, cy, width, height, rotation }
  }
  return best
}

const withinQuarter = (degrees: number): number => ((degrees % QUARTER_TURN) + QUARTER_TURN) % QUARTER_TURN

/** The corners of the convex hull in order (Andrew's monotone chain). */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  return [...chain(sorted), ...chain(sorted.reverse())]
}

// Without its last point, with which the other half begins.
function chain(sorted: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of sorted) {
    while (kept.length > 1 && side(kept.at(-2) as Point, kept.at(-1) as Point, point) <= 0) kept.pop()
    kept.push(point)
  }
  return kept.slice(0, -1)
}

const side = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
