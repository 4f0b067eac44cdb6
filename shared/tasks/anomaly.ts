import { z } from 'zod'
import { bounds } from '../shapes/index.ts'
import { evaluated, type TaskMeaning } from './task.ts'

export const AnomalyEvaluation = z.object({
  task: z.literal('anomaly'),
  ...evaluated,
  /** Area under the ROC curve: how often a bad image scores higher than a good one; null without images of both kinds. */
  auroc: z.number().nullable(),
  averagePrecision: z.number().nullable(),
  /** The best F1 that any threshold reaches, and that threshold's score. */
  bestF1: z.number().nullable(),
  bestThreshold: z.number().nullable(),
  perLabel: z.array(z.object({ label: z.string(), ap: z.number().nullable(), count: z.number().int() })),
})
type AnomalyEvaluation = z.infer<typeof AnomalyEvaluation>

/** What labels of good images are called; where none is called so, the first label is for them. */
const GOOD = 'good'
/** What a project about anomalies begins with. */
const LABELS = [GOOD, 'defect']

/** The place of the label that good images have; every other label is a reason to reject. */
export function placeOfGood(labels: readonly string[]): number {
  return Math.max(
    0,
    labels.findIndex((label) => label.toLowerCase() === GOOD),
  )
}

/** Good or not: learned from good images alone. */
export const anomaly = {
  id: 'anomaly',
  title: 'Anomalies',
  shape: 'whole',
  shapes: ['whole'],
  exclusive: true,
  metric: 'auroc',
  metricTitle: 'AUROC',
  labelMetricTitle: 'AP',
  inPoints: true,
  labels: LABELS,
  learned: ({ shape }) => (bounds(shape) === null ? { shape, value: null } : null),
  mainMetric: ({ auroc }) => auroc,
  labelMetrics: ({ perLabel }) => perLabel.map(({ label, ap, count }) => ({ label, value: ap, count })),
} as const satisfies TaskMeaning<'anomaly', AnomalyEvaluation>
