import { z } from 'zod'
import type { LabelMetric } from './task.ts'

/** COCO's figures of found objects; average precision is null for what has no truth in the split. */
export const averagePrecisionFigures = {
  map: z.number().nullable(),
  map50: z.number().nullable(),
  map75: z.number().nullable(),
  perLabel: z.array(
    z.object({
      label: z.string(),
      /** Average precision over IoU .50:.05:.95. */
      ap: z.number().nullable(),
      ap50: z.number().nullable(),
      /** True objects in the split. */
      count: z.number().int(),
    }),
  ),
}
type AveragePrecisions = z.infer<z.ZodObject<typeof averagePrecisionFigures>>

/** How tasks that find objects are judged: by mAP50, and per label by AP50. */
export const judgedByAveragePrecision = {
  exclusive: false,
  metric: 'map50',
  metricTitle: 'mAP50',
  labelMetricTitle: 'AP50',
  inPoints: true,
  mainMetric: ({ map50 }: AveragePrecisions): number | null => map50,
  labelMetrics: ({ perLabel }: AveragePrecisions): LabelMetric[] =>
    perLabel.map(({ label, ap50, count }) => ({ label, value: ap50, count })),
} as const
