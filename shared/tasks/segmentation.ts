import { z } from 'zod'
import { outline } from '../shapes/index.ts'
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
  learned: ({ shape }) => (outline(shape).length > 0 ? { shape, value: null } : null),
} as const satisfies TaskMeaning<'segmentation', SegmentationEvaluation>
