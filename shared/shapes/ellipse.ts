import { z } from 'zod'
import { boundsContain } from './bounds.ts'
import { turned } from './ring.ts'
import { ringsIou } from './ring-overlap.ts'
import type { Ring, ShapeKind } from './shape.ts'

const FULL_TURN = 360
/** Corners of the polygon that stands for an ellipse: off by 0.1 % of its radius. */
const CORNERS = 64

/** An ellipse: centre and radii in pixels, turned clockwise by degrees (0 to 360). */
export const Ellipse = z.object({
  kind: z.literal('ellipse'),
  cx: z.number(),
  cy: z.number(),
  rx: z.number().positive(),
  ry: z.number().positive(),
  rotation: z.number().min(0).lt(FULL_TURN),
})
export type Ellipse = z.infer<typeof Ellipse>

export const ellipse: ShapeKind<Ellipse> = {
  kind: 'ellipse',
  noun: 'ellipse',
  plural: 'ellipses',
  schema: Ellipse,
  bounds({ cx, cy, rx, ry, rotation }) {
    const angle = (rotation * Math.PI) / 180
    const across = Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle))
    const down = Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle))
    return { x: cx - across, y: cy - down, width: 2 * across, height: 2 * down }
  },
  area: ({ rx, ry }) => Math.PI * rx * ry,
  contains({ cx, cy, rx, ry, rotation }, point) {
    const { x, y } = turned(point, { x: cx, y: cy }, -rotation)
    return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1
  },
  iou: (a, b) => ringsIou([ellipseRing(a)], [ellipseRing(b)]),
  // An ellipse that sticks out would not be one any more when cut: it is kept whole where its centre is inside.
  anchor: ({ cx, cy }) => ({ x: cx, y: cy }),
  clip: (shape, frame) => (boundsContain(frame, { x: shape.cx, y: shape.cy }) ? shape : null),
  moved: (shape, dx, dy) => ({ ...shape, cx: shape.cx + dx, cy: shape.cy + dy }),
  outline: (shape) => [ellipseRing(shape)],
  problem: () => null,
}

/** A polygon close to an ellipse. */
export function ellipseRing({ cx, cy, rx, ry, rotation }: Ellipse): Ring {
  const centre = { x: cx, y: cy }
  return Array.from({ length: CORNERS }, (_, index) => {
    const angle = (2 * Math.PI * index) / CORNERS
    return turned({ x: cx + rx * Math.cos(angle), y: cy + ry * Math.sin(angle) }, centre, rotation)
  }).flatMap(({ x, y }) => [x, y])
}
