import { z } from 'zod'
import { Split } from './asset.ts'

const DetectionLabelFigures = z.object({
  label: z.string(),
  /** Average precision over IoU .50:.05:.95, null without truth in the split. */
  ap: z.number().nullable(),
  ap50: z.number().nullable(),
  /** True objects in the split. */
  count: z.number().int(),
})
const ClassificationLabelFigures = z.object({
  label: z.string(),
  /** Null where the label occurs neither as truth nor as prediction. */
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1: z.number().nullable(),
  count: z.number().int(),
})

const evaluated = { split: Split, images: z.number().int(), latencyMs: z.number() }

/** Figures of one model on one split: COCO metrics for boxes, scikit-learn's for classes. */
export const Evaluation = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('detection'),
    ...evaluated,
    map: z.number().nullable(),
    map50: z.number().nullable(),
    map75: z.number().nullable(),
    perLabel: z.array(DetectionLabelFigures),
  }),
  z.object({
    task: z.literal('classification'),
    ...evaluated,
    accuracy: z.number().nullable(),
    macroF1: z.number().nullable(),
    perLabel: z.array(ClassificationLabelFigures),
    /** Rows are the truth, columns the prediction, both in the order of `perLabel`. */
    confusion: z.array(z.array(z.number().int())),
  }),
])
export type Evaluation = z.infer<typeof Evaluation>

/** The one figure a task is judged by, 0 to 1; null where the split holds no truth. */
export function mainMetric(evaluation: Evaluation): number | null {
  switch (evaluation.task) {
    case 'detection':
      return evaluation.map50
    case 'classification':
      return evaluation.accuracy
    default:
      return evaluation satisfies never
  }
}

/** The figure of each label that the gate compares: AP50, or F1. */
export function labelMetrics(evaluation: Evaluation): { label: string; value: number | null; count: number }[] {
  switch (evaluation.task) {
    case 'detection':
      return evaluation.perLabel.map(({ label, ap50, count }) => ({ label, value: ap50, count }))
    case 'classification':
      return evaluation.perLabel.map(({ label, f1, count }) => ({ label, value: f1, count }))
    default:
      return evaluation satisfies never
  }
}

/** The recorded decision whether a challenger becomes champion, with the numbers it rests on. */
export const GateVerdict = z.object({
  verdict: z.enum(['promote', 'hold']),
  /** Sentences for people; for a hold, each is enough to hold. */
  reasons: z.array(z.string()),
  /** What was accepted all the same, as a label's loss within noise. */
  remarks: z.array(z.string()),
  /** The champion it was compared with; null for the first model. */
  against: z.number().int().nullable(),
  champion: z.number().nullable(),
  challenger: z.number().nullable(),
  difference: z.number().nullable(),
  /** 95 % interval of the difference, paired bootstrap over the images of the test split. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  probabilityBetter: z.number().nullable(),
  perLabel: z.array(
    z.object({
      label: z.string(),
      difference: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      margin: z.number(),
    }),
  ),
  decidedAt: z.number(),
})
export type GateVerdict = z.infer<typeof GateVerdict>

/** The score from which on a label's suggestions are shown, and on what ground, as measured on the validation split. */
export const LabelThreshold = z.object({
  label: z.string(),
  /** Null where none is shown. */
  threshold: z.number().nullable(),
  /** Of its own outcomes, of all labels', assumed for want of outcomes, or hidden: no score reaches the target. */
  basis: z.enum(['measured', 'pooled', 'assumed', 'hidden']),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  samples: z.number().int(),
})
export type LabelThreshold = z.infer<typeof LabelThreshold>
