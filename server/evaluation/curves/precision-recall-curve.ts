import { type ScoredTruths, scoreSteps } from './score-steps.ts'

/** Precision and recall at each distinct score, S of them, the highest first. */
export interface PrecisionRecallCurve {
  /** Shape [S], falling. */
  readonly thresholds: Float64Array
  /** Shape [S]. */
  readonly precision: Float64Array
  /** Shape [S], rising. */
  readonly recall: Float64Array
  /** Sum over the points of precision times the growth of recall: no interpolation between points. */
  readonly averagePrecision: number
}

/**
 * Precision against recall, equal to scikit-learn's `precision_recall_curve` (which lists the points from the lowest score up and adds the point of
 * precision 1 and recall 0) and `average_precision_score`. `total` is how many are true in all, where some were never claimed, as objects that
 * a detector missed; null where there is none.
 */
export function precisionRecallCurve(claims: ScoredTruths, total?: number): PrecisionRecallCurve | null {
  const { thresholds, right, wrong } = scoreSteps(claims)
  const positives = total ?? right.at(-1) ?? 0
  if (positives === 0) return null
  const precision = right.map((count, step) => count / (count + (wrong[step] as number)))
  const recall = right.map((count) => count / positives)
  return {
    thresholds,
    precision,
    recall,
    averagePrecision: precision.reduce(
      (sum, value, step) => sum + value * ((recall[step] as number) - (recall[step - 1] ?? 0)),
      0,
    ),
  }
}
