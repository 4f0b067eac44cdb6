import { z } from 'zod'
import { boundsContain, boundsIou } from './bounds.ts'
import { partsInside } from './line-parts.ts'
import { boundsOfPoints, distanceToLine, lineLength, movedPoints, pointsOf } from './ring.ts'
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
  // The longest part: a line that leaves the frame and comes back is one annotation still.
  clip(shape, frame) {
    if (pointsOf(shape.points).every((point) => boundsContain(frame, point))) return shape
    const parts = partsInside(shape.points, frame)
    const points = parts.reduce<number[]>((best, part) => (lineLength(part) > lineLength(best) ? part : best), [])
    return points.length < LEAST ? null : { kind: 'polyline', points }
  },
  moved: ({ kind, points }, dx, dy) => ({ kind, points: movedPoints(points, dx, dy) }),
  outline: () => [],
  problem: ({ points }) => (lineLength(points) > 0 ? null : 'The line has no length: move its points apart'),
}
