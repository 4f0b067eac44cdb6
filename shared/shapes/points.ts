import { z } from 'zod'
import { boundsContain, boundsIou } from './bounds.ts'
import { boundsOfPoints, flatOf, movedPoints, pointsOf } from './ring.ts'
import type { ShapeKind } from './shape.ts'

const MOST = 200_000

/** Single places, a flat list x, y, x, y … in pixels. */
export const Points = z.object({
  kind: z.literal('points'),
  points: z
    .array(z.number())
    .min(2)
    .max(MOST)
    .refine((flat) => flat.length % 2 === 0, 'expected an even count of numbers: x, y, x, y …'),
})
export type Points = z.infer<typeof Points>

export const points: ShapeKind<Points> = {
  kind: 'points',
  noun: 'set of points',
  plural: 'sets of points',
  schema: Points,
  bounds: (shape) => boundsOfPoints(shape.points),
  area: () => 0,
  contains: (shape, { x, y }, reach = 0) => pointsOf(shape.points).some((point) => Math.hypot(point.x - x, point.y - y) <= reach),
  iou: (a, b) => boundsIou(boundsOfPoints(a.points), boundsOfPoints(b.points)),
  clip(shape, frame) {
    const inside = pointsOf(shape.points).filter((point) => boundsContain(frame, point))
    return inside.length === 0 ? null : { kind: 'points', points: flatOf(inside) }
  },
  moved: ({ kind, points: flat }, dx, dy) => ({ kind, points: movedPoints(flat, dx, dy) }),
  outline: () => [],
  problem: () => null,
}
