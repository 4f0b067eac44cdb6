import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import type { LabelledObject, ValidationFigures } from '../task.ts'

/** Mean average precision over labels of whole images, to choose between checkpoints while training. */
export function measureMultilabel(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  labels: readonly LearnedLabel[],
): ValidationFigures {
  const perLabel = labels.map(({ name: label }, index) => {
    const isTrue = truth.map((objects) => objects.some((object) => object.label === index))
    const count = isTrue.filter(Boolean).length
    const scores = predictions.map((found) => found.find((prediction) => prediction.label === index)?.score ?? 0)
    return { label, value: count > 0 ? averagePrecision(scores, isTrue, count) : null, count }
  })
  const values = perLabel.flatMap(({ value }) => (value === null ? [] : [value]))
  const metric = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
  return { metricName: 'mAP', metric, perLabel }
}

/** Mean over the true ones of the precision at their rank; of equal scores the true ones come last. */
function averagePrecision(scores: readonly number[], isTrue: readonly boolean[], count: number): number {
  const ranked = scores.map((score, image) => ({ score, right: isTrue[image] === true }))
  ranked.sort((a, b) => b.score - a.score || Number(a.right) - Number(b.right))
  let right = 0
  let sum = 0
  ranked.forEach((claim, place) => {
    if (!claim.right) return
    right++
    sum += right / (place + 1)
  })
  return sum / count
}
