import type uPlot from 'uplot'
import type { Expected } from '#shared/learning-forecast.ts'
import type { Overview } from '#shared/routes/projects.ts'

type LearningPoint = Overview['learning'][number]

/**
 * The models that have a figure, by the labels they learned from, and their two curves: promoted, held. Behind them what is expected of more
 * labels: the lower end, the upper end, the middle.
 */
export function learningSeries(
  learning: readonly LearningPoint[],
  band: readonly Expected[] = [],
): { points: LearningPoint[]; data: uPlot.AlignedData } {
  const points = learning.filter(({ metric }) => metric !== null).toSorted((a, b) => a.labels - b.labels || a.version - b.version)
  const none = band.map(() => null)
  const only = (promoted: boolean) => [...points.map((point) => (point.promoted === promoted ? point.metric : null)), ...none]
  const ahead = (of: (one: Expected) => number) => [...points.map(() => null), ...band.map(of)]
  return {
    points,
    data: [
      [...points, ...band].map(({ labels }) => labels),
      only(true),
      only(false),
      ahead(({ low }) => low),
      ahead(({ high }) => high),
      ahead(({ expected }) => expected),
    ],
  }
}
