import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import { placeOfGood } from '#shared/tasks/anomaly.ts'
import type { LabelledObject, ValidationFigures } from '../task.ts'

/** From this score on an image counts as what it scores for. */
const DECIDED = 0.5

/** How often a bad image scores worse than a good one; where the images are all good, how many are taken for good. */
export function measureAnomaly(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  labels: readonly LearnedLabel[],
): ValidationFigures {
  const good = placeOfGood(labels.map(({ name }) => name))
  const judged = truth.flatMap((objects, image) => {
    const label = objects[0]?.label
    const score = predictions[image]?.find((found) => found.label === good)?.score ?? 0
    return label === undefined ? [] : [{ label, isGood: label === good, score }]
  })
  const [goods, bads] = [judged.filter(({ isGood }) => isGood), judged.filter(({ isGood }) => !isGood)]
  const perLabel = labels.map(({ name }, label) => {
    const own = judged.filter((one) => one.label === label)
    const right = own.filter(({ isGood, score }) => isGood === score >= DECIDED).length
    return { label: name, value: own.length > 0 ? right / own.length : null, count: own.length }
  })
  if (bads.length === 0 || goods.length === 0)
    return { metricName: 'taken for what they are', metric: perLabel[goods.length > 0 ? good : 1 - good]?.value ?? 0, perLabel }
  const wins = bads.flatMap((bad) => goods.map(({ score }) => (score > bad.score ? 1 : score === bad.score ? 0.5 : 0)))
  return { metricName: 'AUROC', metric: wins.reduce<number>((sum, win) => sum + win, 0) / wins.length, perLabel }
}
