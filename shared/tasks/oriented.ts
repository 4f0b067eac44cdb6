import { z } from 'zod'
import { toRotatedBox } from '../shapes/convert.ts'
import { outline } from '../shapes/index.ts'
import { averagePrecisionFigures, judgedByAveragePrecision } from './average-precision.ts'
import { evaluated, type TaskMeaning } from './task.ts'

export const OrientedEvaluation = z.object({ task: z.literal('oriented'), ...evaluated, ...averagePrecisionFigures })
type OrientedEvaluation = z.infer<typeof OrientedEvaluation>

/** Turned boxes with labels: what is seen from above has no upright. Learned from the smallest turned box around whatever has an inside. */
export const oriented = {
  id: 'oriented',
  title: 'Rotated boxes',
  shape: 'rotated-box',
  shapes: ['rotated-box', 'box', 'polygon', 'ellipse', 'mask'],
  ...judgedByAveragePrecision,
  proposed: toRotatedBox,
  learned({ shape }) {
    const turned = outline(shape).length > 0 ? toRotatedBox(shape) : null
    return turned && { shape: turned, value: null }
  },
} as const satisfies TaskMeaning<'oriented', OrientedEvaluation>
