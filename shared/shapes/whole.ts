import { z } from 'zod'
import type { ShapeKind } from './shape.ts'

/** The whole asset: what a classification labels. */
export const Whole = z.object({ kind: z.literal('whole') })
export type Whole = z.infer<typeof Whole>

export const whole: ShapeKind<Whole> = {
  kind: 'whole',
  schema: Whole,
  bounds: () => null,
  area: () => 0,
  contains: () => true,
  iou: () => 1,
  clip: (shape) => shape,
}
