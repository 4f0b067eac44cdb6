import { z } from 'zod'
import { bounds } from '../shapes/index.ts'
import { evaluated, type TaskMeaning } from './task.ts'

export const ClassificationEvaluation = z.object({
  task: z.literal('classification'),
  ...evaluated,
  accuracy: z.number().nullable(),
  macroF1: z.number().nullable(),
  perLabel: z.array(
    z.object({
      label: z.string(),
      /** Null where the label occurs neither as truth nor as prediction. */
      precision: z.number().nullable(),
      recall: z.number().nullable(),
      f1: z.number().nullable(),
      count: z.number().int(),
    }),
  ),
  /** Rows are the truth, columns the prediction, both in the order of `perLabel`. */
  confusion: z.array(z.array(z.number().int())),
})
type ClassificationEvaluation = z.infer<typeof ClassificationEvaluation>

/** One label for the whole image. */
export const classification = {
  id: 'classification',
  title: 'Image classification',
  shape: 'whole',
  shapes: ['whole'],
  exclusive: true,
  metric: 'accuracy',
  metricTitle: 'Accuracy',
  labelMetricTitle: 'F1',
  inPoints: true,
  learned: ({ shape }) => (bounds(shape) === null ? { shape, value: null } : null),
  mainMetric: ({ accuracy }) => accuracy,
  labelMetrics: ({ perLabel }) => perLabel.map(({ label, f1, count }) => ({ label, value: f1, count })),
} as const satisfies TaskMeaning<'classification', ClassificationEvaluation>
