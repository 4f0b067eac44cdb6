import { z } from 'zod'
import { boxWithin } from '../shapes/convert.ts'
import { SHAPE_KINDS } from '../shapes/index.ts'
import { averagePrecisionFigures, judgedByAveragePrecision } from './average-precision.ts'
import { evaluated, type TaskMeaning } from './task.ts'

export const DetectionEvaluation = z.object({ task: z.literal('detection'), ...evaluated, ...averagePrecisionFigures })
type DetectionEvaluation = z.infer<typeof DetectionEvaluation>

/** Boxes with labels. Every shape is taken: models learn from the box around it, as far as it lies on the image; labels of the whole image are kept beside. */
export const detection = {
  id: 'detection',
  title: 'Object detection',
  shape: 'box',
  shapes: SHAPE_KINDS,
  ...judgedByAveragePrecision,
  learned({ shape }, image) {
    const box = boxWithin(shape, image)
    return box && { shape: box, value: null }
  },
} as const satisfies TaskMeaning<'detection', DetectionEvaluation>
