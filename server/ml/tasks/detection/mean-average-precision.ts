import type { LearnedLabel } from '../learned-label.ts'
import type { LabelledObject, Prediction, ValidationFigures } from '../task.ts'
import { boxIou } from './suppress-overlaps.ts'

const MATCH_IOU = 0.5
const RECALL_STEPS = 101

/**
 * Mean average precision at IoU 0.5 with 101 recall steps, to choose between checkpoints while training; the evaluation that decides
 * anything else is the evaluator's.
 */
export function measureDetection(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  labels: readonly LearnedLabel[],
): ValidationFigures {
  const perLabel = labels.map(({ name: label }, index) => {
    const count = truth.flat().filter((object) => object.label === index).length
    return { label, value: count > 0 ? averagePrecision(predictions, truth, index, count) : null, count }
  })
  const values = perLabel.flatMap(({ value }) => (value === null ? [] : [value]))
  const metric = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
  return { metricName: 'mAP50', metric, perLabel }
}

function averagePrecision(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  label: number,
  count: number,
): number {
  const judged = predictions.flatMap((found, image) =>
    judgeImage(
      found.filter((prediction) => prediction.label === label),
      (truth[image] ?? []).filter((object) => object.label === label),
    ),
  )
  judged.sort((a, b) => b.score - a.score)
  return areaUnderCurve(judged, count)
}

/** Best score first, each prediction takes the free object that it overlaps most. */
function judgeImage(found: readonly Prediction[], objects: readonly LabelledObject[]): { score: number; right: boolean }[] {
  const taken = new Set<LabelledObject>()
  return [...found]
    .sort((a, b) => b.score - a.score)
    .map(({ score, shape }) => {
      const free = objects
        .filter((object) => !taken.has(object))
        .map((object) => ({ object, overlap: boxIou(object.shape, shape) }))
      const best = free.reduce<(typeof free)[number] | null>(
        (top, next) => (next.overlap > (top?.overlap ?? 0) ? next : top),
        null,
      )
      if (!best || best.overlap < MATCH_IOU) return { score, right: false }
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
