import type { Point, Points, Polygon, Polyline, Ring, Shape } from '#shared/shapes/index.ts'
import { inside } from '../box-geometry.ts'
import { edgeMiddles, vertexNear, withoutVertex, withVertexAdded, withVertexAt } from '../vertices.ts'
import { GRIP_REACH, type Grip, type Grips, nothing } from './grip.ts'

/** Numbers of the smallest ring (three points), the shortest line (two) and the smallest set (one). */
const LEAST_OF_RING = 6
const LEAST_OF_LINE = 4
const LEAST_OF_SET = 2

/** A polygon: every vertex of its outline and its holes, and the middles of its edges. */
export const polygonGrips: Grips<Polygon> = {
  at(shape, point, pixelSize) {
    const rings = [shape.ring, ...shape.holes]
    for (const [index, ring] of rings.entries()) {
      const grip = vertexGrip(ring, true, point, pixelSize, (flat) => withRing(shape, index, flat))
      if (grip) return grip
    }
    return null
  },
  lines: ({ ring, holes }) => [ring, ...holes].map((flat) => ({ flat, joins: 'closed' })),
}

/** An open line: its vertices and the middles of its edges. */
export const polylineGrips: Grips<Polyline> = {
  at: (shape, point, pixelSize) =>
    vertexGrip(shape.points, false, point, pixelSize, (points) =>
      points.length < LEAST_OF_LINE ? null : { kind: 'polyline', points },
    ),
  lines: ({ points }) => [{ flat: points, joins: 'open' }],
}

/** Single places: each of them. */
export const pointsGrips: Grips<Points> = {
  at(shape, point, pixelSize) {
    const index = vertexNear(shape.points, point, GRIP_REACH * pixelSize)
    if (index === null) return null
    return existing(shape.points, index, (points) => (points.length < LEAST_OF_SET ? null : { kind: 'points', points }))
  },
  lines: ({ points }) => [{ flat: points, joins: 'loose' }],
}

/** The shape with these vertices; null where they are too few. */
type Rebuild<S> = (flat: number[]) => S | null

function vertexGrip<S extends Shape>(
  flat: Ring,
  isClosed: boolean,
  point: Point,
  pixelSize: number,
  rebuild: Rebuild<S>,
): Grip<S> | null {
  const reach = GRIP_REACH * pixelSize
  const index = vertexNear(flat, point, reach)
  if (index !== null) return existing(flat, index, rebuild)
  const middle = edgeMiddles(flat, isClosed, pixelSize).find(({ at }) => Math.hypot(at.x - point.x, at.y - point.y) <= reach)
  if (!middle) return null
  return {
    cursor: 'copy',
    snaps: true,
    pulled: (to, { image }) => rebuild(withVertexAdded(flat, middle.index, inside(to, image))) as S,
    altered: nothing,
  }
}

function existing<S extends Shape>(flat: Ring, index: number, rebuild: Rebuild<S>): Grip<S> {
  return {
    cursor: 'pointer',
    snaps: true,
    // As many vertices as before: never too few.
    pulled: (to, { image }) => rebuild(withVertexAt(flat, index, inside(to, image))) as S,
    altered: () => rebuild(withoutVertex(flat, index)),
  }
}

// The outline is the first ring; a hole that lost its third-last vertex is gone.
function withRing(shape: Polygon, index: number, flat: number[]): Polygon | null {
  const isTooSmall = flat.length < LEAST_OF_RING
  if (index === 0) return isTooSmall ? null : { ...shape, ring: flat }
  const holes = isTooSmall ? shape.holes.toSpliced(index - 1, 1) : shape.holes.with(index - 1, flat)
  return { ...shape, holes }
}
