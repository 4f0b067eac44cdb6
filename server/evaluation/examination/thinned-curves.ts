import type { LabelCurves } from '#shared/domain/examination.ts'
import { precisionRecallCurve } from '../curves/precision-recall-curve.ts'
import { rocCurve } from '../curves/roc-curve.ts'
import type { ScoredTruths } from '../curves/score-steps.ts'

/** More points than these look the same. */
const MOST_POINTS = 100

/** The curves of a label's claims; `total` is how many are true in all. `withRoc` where every claim that could be made is among them. */
export function labelCurves(
  label: string,
  claims: ScoredTruths,
  { total, withRoc }: { total: number; withRoc: boolean },
): LabelCurves {
  const precisionRecall = precisionRecallCurve(claims, total)
  const roc = withRoc ? rocCurve(claims) : null
  return {
    label,
    precisionRecall: precisionRecall
      ? thinned(precisionRecall.recall, precisionRecall.precision, precisionRecall.thresholds)
      : [],
    averagePrecision: precisionRecall?.averagePrecision ?? null,
    // No score is above every claim: the highest there can be stands for it.
    roc: roc
      ? thinned(
          roc.falsePositiveRate,
          roc.truePositiveRate,
          roc.thresholds.map((score) => Math.min(score, 1)),
        )
      : [],
    areaUnderRoc: roc?.area ?? null,
  }
}

/** Points evenly along the curve as it is drawn, the first and the last among them. */
function thinned(xs: Float64Array, ys: Float64Array, scores: Float64Array): [number, number, number][] {
  const way = lengthsAlong(xs, ys)
  const step = (way.at(-1) ?? 0) / MOST_POINTS
  const points: [number, number, number][] = []
  let next = 0
  way.forEach((length, at) => {
    if (length < next && at < way.length - 1) return
    points.push([xs[at] as number, ys[at] as number, scores[at] as number])
    next = length + step
  })
  return points
}

function lengthsAlong(xs: Float64Array, ys: Float64Array): Float64Array {
  let length = 0
  return xs.map((x, at) => {
    if (at > 0) length += Math.hypot(x - (xs[at - 1] as number), (ys[at] as number) - (ys[at - 1] as number))
    return length
  })
}
