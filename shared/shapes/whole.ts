import { z } from 'zod'
import type { ShapeKind } from './shape.ts'

/** The whole asset: what a classification labels, and what a number of the whole image hangs on (as an attribute of its label). */
export const Whole = z.object({ kind: z.literal('whole') })
export type Whole = z.infer<typeof Whole>

export const whole: ShapeKind<Whole> = {
  kind: 'whole',
  noun: 'label of the whole image',
  plural: 'labels of the whole image',
  schema: Whole,
  bounds: () => null,
  area: () => 0,
  contains: () => true,
  iou: () => 1,
  clip: (shape) => shape,
  moved: (shape) => shape,
  outline: () => [],
  problem: () => null,
}
