import { z } from 'zod'
import { boundsContain, boundsIou } from './bounds.ts'
import { boundsOfPoints, distanceToLine, movedPoints, pointsOf } from './ring.ts'
import type { ShapeKind } from './shape.ts'

/** Numbers of the shortest line: two points. */
const LEAST = 4
const MOST = 200_000

/** An open line, a flat list x, y, x, y … in pixels. */
export const Polyline = z.object({
  kind: z.literal('polyline'),
  points: z
    .array(z.number())
    .min(LEAST)
    .max(MOST)
    .refine((flat) => flat.length % 2 === 0, 'expected an even count of numbers: x, y, x, y …'),
})
export type Polyline = z.infer<typeof Polyline>

export const polyline: ShapeKind<Polyline> = {
  kind: 'polyline',
  noun: 'polyline',
  plural: 'polylines',
  schema: Polyline,
  bounds: ({ points }) => boundsOfPoints(points),
  area: () => 0,
  contains: ({ points }, point, reach = 0) => distanceToLine(points, point, false) <= reach,
  iou: (a, b) => boundsIou(boundsOfPoints(a.points), boundsOfPoints(b.points)),
  clip: (shape, frame) => (pointsOf(shape.points).every((point) => boundsContain(frame, point)) ? shape : null),
  moved: ({ kind, points }, dx, dy) => ({ kind, points: movedPoints(points, dx, dy) }),
  outline: () => [],
  problem: () => null,
}
