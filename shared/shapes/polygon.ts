import { z } from 'zod'
import { boundsOfPoints, movedPoints, ringArea, ringsContain } from './ring.ts'
import { clippedRings, ringsIou } from './ring-overlap.ts'
import { ringProblem } from './ring-problem.ts'
import type { Ring, ShapeKind } from './shape.ts'

/** Numbers of the smallest ring: three points. */
const LEAST = 6
const MOST = 200_000
const isPaired = (flat: readonly number[]) => flat.length % 2 === 0
const RingSchema = z.array(z.number()).min(LEAST).max(MOST).refine(isPaired, 'expected an even count of numbers: x, y, x, y …')

/** A closed outline with holes, each a flat list x, y, x, y … in pixels. Its rings do not cross themselves or each other. */
export const Polygon = z.object({
  kind: z.literal('polygon'),
  ring: RingSchema,
  holes: z.array(RingSchema).max(1000),
})
export type Polygon = z.infer<typeof Polygon>

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
