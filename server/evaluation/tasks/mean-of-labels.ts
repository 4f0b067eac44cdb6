import type { ResampledMetric } from '../resampled-metric.ts'

/** A metric that is the mean of its labels' values; those without one do not count. */
export const meanOfLabels = (
  { length: images }: ArrayLike<unknown>,
  labels: readonly string[],
  perLabelOf: (weights: Uint32Array) => (number | null)[],
): ResampledMetric => ({
  images,
  labels,
  measure(weights) {
    const perLabel = perLabelOf(weights)
    const measured = perLabel.flatMap((value) => value ?? [])
    return { value: measured.length > 0 ? measured.reduce((sum, value) => sum + value, 0) / measured.length : null, perLabel }
  },
})
