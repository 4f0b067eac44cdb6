import { z } from 'zod'
import { bounds } from '../shapes/index.ts'
import { evaluated, type TaskMeaning, VALUE_ATTRIBUTE } from './task.ts'

const errors = {
  /** Mean absolute error, in the unit of the numbers. */
  mae: z.number().nullable(),
  /** Root mean squared error, in the unit of the numbers. */
  rmse: z.number().nullable(),
  /** `rmse` over the range of the true numbers. */
  nrmse: z.number().nullable(),
  /** Coefficient of determination, at most 1. */
  r2: z.number().nullable(),
}

/** The errors of each label's numbers, and their means over the labels. */
export const RegressionEvaluation = z.object({
  task: z.literal('regression'),
  ...evaluated,
  ...errors,
  perLabel: z.array(z.object({ label: z.string(), ...errors, count: z.number().int() })),
})
type RegressionEvaluation = z.infer<typeof RegressionEvaluation>

/**
 * A number is as good as right when it is within this many standard deviations of all numbers from the truth: scores are the probability of
 * that, and suggestions are shown from the score on that keeps it.
 */
export const TOLERATED_DEVIATIONS = 0.5

/** A number for the whole image, or one for each label. */
export const regression = {
  id: 'regression',
  title: 'A number per image',
  shape: 'whole',
  shapes: ['whole'],
  exclusive: false,
  metric: 'r2',
  metricTitle: 'R²',
  labelMetricTitle: 'R²',
  inPoints: false,
  asks: [{ name: VALUE_ATTRIBUTE, type: 'number', required: true, initial: null, least: null, most: null }],
  learned({ shape, attributes }) {
    const value = attributes[VALUE_ATTRIBUTE]
    return bounds(shape) === null && typeof value === 'number' ? { shape, value } : null
  },
  mainMetric: ({ r2 }) => r2,
  labelMetrics: ({ perLabel }) => perLabel.map(({ label, r2, count }) => ({ label, value: r2, count })),
} as const satisfies TaskMeaning<'regression', RegressionEvaluation>
