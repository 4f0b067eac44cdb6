import { z } from 'zod'
import { boundsContain, boundsIou, intersection } from './bounds.ts'
import type { ShapeKind } from './shape.ts'

/** An axis-parallel box, in pixels of the oriented image; its sides are longer than 0. */
export const Box = z.object({
  kind: z.literal('box'),
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
})
export type Box = z.infer<typeof Box>

export const box: ShapeKind<Box> = {
  kind: 'box',
  noun: 'box',
  plural: 'boxes',
  schema: Box,
  bounds: ({ x, y, width, height }) => ({ x, y, width, height }),
  area: ({ width, height }) => width * height,
  contains: boundsContain,
  iou: boundsIou,
  clip(shape, frame) {
    const inside = intersection(shape, frame)
    return inside && { kind: 'box', ...inside }
  },
  moved: (shape, dx, dy) => ({ ...shape, x: shape.x + dx, y: shape.y + dy }),
  outline: ({ x, y, width, height }) => [[x, y, x + width, y, x + width, y + height, x, y + height]],
  problem: () => null,
}
