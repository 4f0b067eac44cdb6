import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { TrainerSpec } from './trainer-spec.ts'

/** Numbers that do not differ from each other still need a scale. */
const LEAST_DEVIATION = 1e-6

/** What the labels of a run ask of its network, as far as its training images tell. */
export function learnedLabels({
  labels,
  keypoints = {},
  train,
}: Pick<TrainerSpec, 'labels' | 'keypoints' | 'train'>): LearnedLabel[] {
  const objects = train.flatMap((image) => image.objects)
  return labels.map((name, label) => {
    const values = objects.flatMap((object) => (object.label === label && object.value !== null ? [object.value] : []))
    return { name, keypoints: Object.hasOwn(keypoints, name) ? (keypoints[name] ?? []) : [], value: spread(values) }
  })
}

function spread(values: readonly number[]): LearnedLabel['value'] {
  if (values.length === 0) return { mean: 0, deviation: 1, whole: false }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)), whole: values.every(Number.isInteger) }
}
