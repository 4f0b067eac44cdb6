import type { ClassifiedImage } from './evaluate-classification.ts'
import { labelPlaces } from './label-places.ts'
import type { ResampledMetric } from './resampled-metric.ts'

/** Accuracy of a classifier; per label the share of its images that are right (recall). */
export function accuracyMetric(images: readonly ClassifiedImage[], labels: readonly string[]): ResampledMetric {
  const placeOf = labelPlaces(labels)
  const truths = Int32Array.from(images, ({ truth }) => placeOf(truth))
  const hits = Uint8Array.from(images, ({ truth, predicted }) => Number(truth === predicted))
  return {
    images: images.length,
    labels,
    measure(weights) {
      const right = new Float64Array(labels.length)
      const all = new Float64Array(labels.length)
      truths.forEach((label, image) => {
        const weight = weights[image] as number
        all[label] = (all[label] as number) + weight
        right[label] = (right[label] as number) + weight * (hits[image] as number)
      })
      const total = sum(all)
      return {
        value: total > 0 ? sum(right) / total : null,
        perLabel: labels.map((_, label) => (all[label] ? (right[label] as number) / (all[label] as number) : null)),
      }
    },
  }
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
