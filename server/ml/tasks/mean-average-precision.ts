import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { LearnedShape, Prediction } from '#shared/decoding/prediction.ts'
import type { LabelledObject, ValidationFigures } from './task.ts'

const LEAST_OVERLAP = 0.5
const RECALL_STEPS = 101

/** How well two shapes agree, 0 to 1. */
export type Overlap = (truth: LearnedShape, found: LearnedShape) => number

/**
 * Mean average precision at an overlap of 0.5 with 101 recall steps, to choose between checkpoints while training; the evaluation that decides
 * anything else is the evaluator's.
 */
export function meanAveragePrecision50(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  labels: readonly LearnedLabel[],
  overlap: Overlap,
): ValidationFigures {
  const perLabel = labels.map(({ name: label }, index) => {
    const count = truth.flat().filter((object) => object.label === index).length
    return { label, value: count > 0 ? averagePrecision(predictions, truth, { label: index, count, overlap }) : null, count }
  })
  const values = perLabel.flatMap(({ value }) => (value === null ? [] : [value]))
  const metric = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
  return { metricName: 'mAP50', metric, perLabel }
}

function averagePrecision(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  { label, count, overlap }: { label: number; count: number; overlap: Overlap },
): number {
  const judged = predictions.flatMap((found, image) =>
    judgeImage(
      found.filter((prediction) => prediction.label === label),
      (truth[image] ?? []).filter((object) => object.label === label),
      overlap,
    ),
  )
  judged.sort((a, b) => b.score - a.score)
  return areaUnderCurve(judged, count)
}

/** Best score first, each prediction takes the free object that it overlaps most. */
function judgeImage(
  found: readonly Prediction[],
  objects: readonly LabelledObject[],
  overlap: Overlap,
): { score: number; right: boolean }[] {
  const taken = new Set<LabelledObject>()
  return [...found]
    .sort((a, b) => b.score - a.score)
    .map(({ score, shape }) => {
      const free = objects
        .filter((object) => !taken.has(object))
        .map((object) => ({ object, overlap: overlap(object.shape, shape) }))
      const best = free.reduce<(typeof free)[number] | null>(
        (top, next) => (next.overlap > (top?.overlap ?? 0) ? next : top),
        null,
      )
      if (!best || best.overlap < LEAST_OVERLAP) return { score, right: false }
      taken.add(best.object)
      return { score, right: true }
    })
}

function areaUnderCurve(judged: readonly { right: boolean }[], count: number): number {
  let right = 0
  const curve = judged.map((prediction, index) => {
    if (prediction.right) right++
    return { recall: right / count, precision: right / (index + 1) }
  })
  for (let i = curve.length - 2; i >= 0; i--) {
    const [point, next] = [curve[i], curve[i + 1]]
    if (point && next) point.precision = Math.max(point.precision, next.precision)
  }
  let area = 0
  let at = 0
  for (let step = 0; step < RECALL_STEPS; step++) {
    while (at < curve.length && (curve[at]?.recall ?? 0) < step / (RECALL_STEPS - 1)) at++
    area += curve[at]?.precision ?? 0
  }
  return area / RECALL_STEPS
}
