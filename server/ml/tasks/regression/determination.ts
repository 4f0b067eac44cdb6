import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import type { LabelledObject, ValidationFigures } from '../task.ts'

const LEAST_IMAGES = 2

/** The coefficient of determination per label and its mean, to choose between checkpoints while training. */
export function measureRegression(
  predictions: readonly (readonly Prediction[])[],
  truth: readonly (readonly LabelledObject[])[],
  labels: readonly LearnedLabel[],
): ValidationFigures {
  const perLabel = labels.map(({ name: label }, index) => {
    const pairs = truth.flatMap((objects, image) => {
      const wanted = objects.find((object) => object.label === index)?.value ?? null
      const said = predictions[image]?.find((prediction) => prediction.label === index)?.value ?? null
      return wanted === null || said === null ? [] : [{ wanted, said }]
    })
    return { label, value: determination(pairs), count: pairs.length }
  })
  const values = perLabel.flatMap(({ value }) => (value === null ? [] : [value]))
  const metric = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
  return { metricName: 'R²', metric, perLabel }
}

function determination(pairs: readonly { wanted: number; said: number }[]): number | null {
  if (pairs.length < LEAST_IMAGES) return null
  const mean = pairs.reduce((sum, { wanted }) => sum + wanted, 0) / pairs.length
  const variance = pairs.reduce((sum, { wanted }) => sum + (wanted - mean) ** 2, 0)
  const error = pairs.reduce((sum, { wanted, said }) => sum + (wanted - said) ** 2, 0)
  return variance > 0 ? 1 - error / variance : null
}
