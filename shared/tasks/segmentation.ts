import { z } from 'zod'
import { outline, type Shape } from '../shapes/index.ts'
import { repaired } from '../shapes/repair.ts'
import { averagePrecisionFigures, judgedByAveragePrecision } from './average-precision.ts'
import { evaluated, type TaskMeaning } from './task.ts'

export const SegmentationEvaluation = z.object({
  task: z.literal('segmentation'),
  ...evaluated,
  /** COCO's figures with masks for boxes. */
  ...averagePrecisionFigures,
  /** Which pixels belong to a label, whatever the object: intersection over union per image, its mean over images, then over labels. */
  meanIou: z.number().nullable(),
})
type SegmentationEvaluation = z.infer<typeof SegmentationEvaluation>

/** Outlines of objects, and with them the pixels of every label. Learned from whatever has an inside; a box is taken for the object's outline. */
export const segmentation = {
  id: 'segmentation',
  title: 'Segmentation',
  shape: 'polygon',
  shapes: ['polygon', 'mask', 'ellipse', 'rotated-box', 'box'],
  ...judgedByAveragePrecision,
  proposed: (shape) => repaired(rounded(shape)),
  learned: ({ shape }) => (outline(shape).length > 0 ? { shape, value: null } : null),
} as const satisfies TaskMeaning<'segmentation', SegmentationEvaluation>

/** Finer places are noise of the model. */
const STEPS_PER_PIXEL = 100

function rounded(shape: Shape): Shape {
  if (shape.kind !== 'polygon') return shape
  const tidy = (ring: readonly number[]) => ring.map((value) => Math.round(value * STEPS_PER_PIXEL) / STEPS_PER_PIXEL)
  return { kind: 'polygon', ring: tidy(shape.ring), holes: shape.holes.map(tidy) }
}
