import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import type { LabelledObject, ValidationFigures } from '../task.ts'

/** Share of images whose best prediction is right, and F1 per label, to choose between checkpoints while training. */
export function measureClassification(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  labels: readonly LearnedLabel[],
): ValidationFigures {
  const pairs = truth.map((objects, image) => ({ wanted: objects[0]?.label, said: predictions[image]?.[0]?.label }))
  const right = pairs.filter(({ wanted, said }) => wanted === said).length
  const perLabel = labels.map(({ name: label }, index) => ({ label, ...f1(pairs, index) }))
  return { metricName: 'accuracy', metric: pairs.length > 0 ? right / pairs.length : 0, perLabel }
}

function f1(
  pairs: readonly { wanted: number | undefined; said: number | undefined }[],
  label: number,
): { value: number | null; count: number } {
  const count = pairs.filter(({ wanted }) => wanted === label).length
  const said = pairs.filter((pair) => pair.said === label).length
  const right = pairs.filter((pair) => pair.said === label && pair.wanted === label).length
  return { value: count > 0 ? (2 * right) / (count + said) : null, count }
}
