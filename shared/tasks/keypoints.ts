import { z } from 'zod'
import { averagePrecisionFigures, judgedByAveragePrecision } from './average-precision.ts'
import { evaluated, type TaskMeaning } from './task.ts'

/** COCO's figures by object keypoint similarity, and how far found keypoints are from the true ones. */
export const KeypointsEvaluation = z.object({
  task: z.literal('keypoints'),
  ...evaluated,
  ...averagePrecisionFigures,
  /** Pixels, over the labelled keypoints of all skeletons that were found; null where none was. */
  meanError: z.number().nullable(),
  /** Share of the labelled keypoints that belong to a skeleton that was found. */
  found: z.number().nullable(),
})
type KeypointsEvaluation = z.infer<typeof KeypointsEvaluation>

/** Skeletons: where the named points of each object are. */
export const keypoints = {
  id: 'keypoints',
  title: 'Keypoints',
  shape: 'skeleton',
  shapes: ['skeleton'],
  ...judgedByAveragePrecision,
  learned: ({ shape }) => (shape.kind === 'skeleton' ? { shape, value: null } : null),
} as const satisfies TaskMeaning<'keypoints', KeypointsEvaluation>
