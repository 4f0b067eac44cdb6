import { Polygon } from './polygon.ts'
import { boundsOfPoints, movedPoints, ringArea, ringsContain } from './ring.ts'
import { clippedRings, ringsIou } from './ring-overlap.ts'
import { ringProblem } from './ring-problem.ts'
import type { Ring, ShapeKind } from './shape.ts'

/** What a polygon can do. */
export const polygon: ShapeKind<Polygon> = {
  kind: 'polygon',
  noun: 'polygon',
  plural: 'polygons',
  schema: Polygon,
  bounds: ({ ring }) => boundsOfPoints(ring),
  area: ({ ring, holes }) => holes.reduce((area, hole) => area - ringArea(hole), ringArea(ring)),
  contains: (shape, point) => ringsContain(ringsOf(shape), point),
  iou: (a, b) => ringsIou(ringsOf(a), ringsOf(b)),
  // The largest part: a polygon cut in several pieces is one annotation still.
  clip: (shape, frame) => clippedRings(shape, frame),
  moved: ({ kind, ring, holes }, dx, dy) => ({
    kind,
    ring: movedPoints(ring, dx, dy),
    holes: holes.map((hole) => movedPoints(hole, dx, dy)),
  }),
  outline: ringsOf,
  problem: ({ ring, holes }) => ringProblem(ring, holes),
}

function ringsOf({ ring, holes }: Polygon): Ring[] {
  return [ring, ...holes]
}
