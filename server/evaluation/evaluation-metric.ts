import type { ResampledMetric } from './resampled-metric.ts'

/**
 * A figure of an evaluation that is quick enough to be made anew for every resample, over as many copies of each image as it counts for; says
 * nothing of single labels.
 */
export function evaluationMetric<Image, Figures>(
  evaluate: (images: readonly Image[], labels: readonly string[]) => Figures,
  name: { [K in keyof Figures]: Figures[K] extends number | null ? K : never }[keyof Figures],
  images: readonly Image[],
  labels: readonly string[],
): ResampledMetric {
  return {
    images: images.length,
    labels: [],
    measure(weights) {
      const copies = images.flatMap((image, place) => new Array<Image>(weights[place] as number).fill(image))
      return { value: evaluate(copies, labels)[name] as number | null, perLabel: [] }
    },
  }
}
