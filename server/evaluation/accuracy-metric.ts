import type { ClassifiedImage } from './evaluate-classification.ts'
import { labelPlaces } from './label-places.ts'
import type { ResampledMetric } from './resampled-metric.ts'

/**
 * Accuracy of a classifier; per label its f1. Both equal `evaluateClassification` where every weight is 1. An image that says nothing, as one
 * without a class, is null and keeps its place.
 */
export function accuracyMetric(images: readonly (ClassifiedImage | null)[], labels: readonly string[]): ResampledMetric {
  const placeOf = labelPlaces(labels)
  const truths = Int32Array.from(images, (image) => (image ? placeOf(image.truth) : NOTHING))
  const predictions = Int32Array.from(images, (image) => (image ? placeOf(image.predicted) : NOTHING))
  return {
    images: images.length,
    labels,
    measure(weights) {
      const right = new Float64Array(labels.length)
      const claims = new Float64Array(labels.length)
      truths.forEach((truth, image) => {
        if (truth === NOTHING) return
        const predicted = predictions[image] as number
        const weight = weights[image] as number
        claims[truth] = (claims[truth] as number) + weight
        claims[predicted] = (claims[predicted] as number) + weight
        if (truth === predicted) right[truth] = (right[truth] as number) + weight
      })
      const total = sum(claims) / 2
      return {
        value: total > 0 ? sum(right) / total : null,
        perLabel: labels.map((_, label) => (claims[label] ? (2 * (right[label] as number)) / claims[label] : null)),
      }
    },
  }
}

const NOTHING = -1

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
