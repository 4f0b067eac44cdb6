import { z } from 'zod'
import { boundsContain } from './bounds.ts'
import { boundsOfPoints, ringsContain, turned } from './ring.ts'
import { ringsIou } from './ring-overlap.ts'
import type { Ring, ShapeKind } from './shape.ts'

const FULL_TURN = 360

/** A box turned about its centre, in pixels and degrees clockwise (0 to 360). */
export const RotatedBox = z.object({
  kind: z.literal('rotated-box'),
  cx: z.number(),
  cy: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
  rotation: z.number().min(0).lt(FULL_TURN),
})
export type RotatedBox = z.infer<typeof RotatedBox>

export const rotatedBox: ShapeKind<RotatedBox> = {
  kind: 'rotated-box',
  noun: 'rotated box',
  plural: 'rotated boxes',
  schema: RotatedBox,
  bounds: (shape) => boundsOfPoints(cornersOf(shape)),
  area: ({ width, height }) => width * height,
  contains: (shape, point) => ringsContain([cornersOf(shape)], point),
  iou: (a, b) => ringsIou([cornersOf(a)], [cornersOf(b)]),
  // A turned box that sticks out would not be a box any more when cut: it is kept whole where its centre is inside.
  anchor: ({ cx, cy }) => ({ x: cx, y: cy }),
  clip: (shape, frame) => (boundsContain(frame, { x: shape.cx, y: shape.cy }) ? shape : null),
  moved: (shape, dx, dy) => ({ ...shape, cx: shape.cx + dx, cy: shape.cy + dy }),
  outline: (shape) => [cornersOf(shape)],
  problem: () => null,
}

/** Its four corners, clockwise from the one that was top left before it was turned. */
export function cornersOf({ cx, cy, width, height, rotation }: RotatedBox): Ring {
  const [right, down] = [width / 2, height / 2]
  const corners = [
    [-right, -down],
    [right, -down],
    [right, down],
    [-right, down],
  ] as const
  return corners.flatMap(([dx, dy]) => {
    const { x, y } = turned({ x: cx + dx, y: cy + dy }, { x: cx, y: cy }, rotation)
    return [x, y]
  })
}

/** Any angle as degrees from 0 up to 360. */
export const wholeTurn = (degrees: number): number => ((degrees % FULL_TURN) + FULL_TURN) % FULL_TURN
