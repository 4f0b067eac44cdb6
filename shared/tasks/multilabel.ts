import { z } from 'zod'
import { bounds } from '../shapes/index.ts'
import { evaluated, type TaskMeaning } from './task.ts'

export const MultilabelEvaluation = z.object({
  task: z.literal('multilabel'),
  ...evaluated,
  /** Mean of the labels' average precisions, which no threshold touches. */
  map: z.number().nullable(),
  /** Every decision at `TAG_SCORE` counts the same. */
  microF1: z.number().nullable(),
  /** Every label counts the same. */
  macroF1: z.number().nullable(),
  perLabel: z.array(
    z.object({
      label: z.string(),
      /** Null where the label is true on no image. */
      ap: z.number().nullable(),
      /** Null where the label occurs neither as truth nor as prediction. */
      precision: z.number().nullable(),
      recall: z.number().nullable(),
      f1: z.number().nullable(),
      count: z.number().int(),
    }),
  ),
})
type MultilabelEvaluation = z.infer<typeof MultilabelEvaluation>

/** From this score on an image counts as tagged where figures need a decision; suggestions have thresholds of their own. */
export const TAG_SCORE = 0.5

/** Any number of labels for the whole image. */
export const multilabel = {
  id: 'multilabel',
  title: 'Image tags',
  shape: 'whole',
  shapes: ['whole'],
  exclusive: false,
  metric: 'map',
  metricTitle: 'mAP',
  labelMetricTitle: 'AP',
  inPoints: true,
  learned: ({ shape }) => (bounds(shape) === null ? { shape, value: null } : null),
  mainMetric: ({ map }) => map,
  labelMetrics: ({ perLabel }) => perLabel.map(({ label, ap, count }) => ({ label, value: ap, count })),
} as const satisfies TaskMeaning<'multilabel', MultilabelEvaluation>
