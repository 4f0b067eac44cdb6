import { type ScoredTruths, scoreSteps } from './score-steps.ts'

/** The receiver operating characteristic: one point above every score, then one per distinct score, P points in all. */
export interface RocCurve {
  /** Share of the false claims that are at or above the threshold. Shape [P], from 0 to 1. */
  readonly falsePositiveRate: Float64Array
  /** Share of the true claims that are at or above the threshold. Shape [P], from 0 to 1. */
  readonly truePositiveRate: Float64Array
  /** Falling; the first is infinite. Shape [P]. */
  readonly thresholds: Float64Array
  /** Area under it, 0 to 1: how often a true claim scores higher than a false one (Fawcett 2006, doi 10.1016/j.patrec.2005.10.010). */
  readonly area: number
}

/** ROC curve and its area, equal to scikit-learn's `roc_curve` (no point left out) and `roc_auc_score`; null without claims of both kinds. */
export function rocCurve(claims: ScoredTruths): RocCurve | null {
  const { thresholds, right, wrong } = scoreSteps(claims)
  const positives = right.at(-1) ?? 0
  const negatives = wrong.at(-1) ?? 0
  if (positives === 0 || negatives === 0) return null
  const truePositiveRate = Float64Array.of(0, ...right.map((count) => count / positives))
  const falsePositiveRate = Float64Array.of(0, ...wrong.map((count) => count / negatives))
  return {
    truePositiveRate,
    falsePositiveRate,
    thresholds: Float64Array.of(Number.POSITIVE_INFINITY, ...thresholds),
    area: areaUnder(falsePositiveRate, truePositiveRate),
  }
}

// The trapezoidal rule.
function areaUnder(xs: Float64Array, ys: Float64Array): number {
  let area = 0
  for (let at = 1; at < xs.length; at++) {
    const width = (xs[at] as number) - (xs[at - 1] as number)
    area += (width * ((ys[at] as number) + (ys[at - 1] as number))) / 2
  }
  return area
}
