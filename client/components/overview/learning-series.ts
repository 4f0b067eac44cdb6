import type uPlot from 'uplot'
import type { Overview } from '#shared/routes/projects.ts'

type LearningPoint = Overview['learning'][number]

/** The models that have a figure, by the labels they learned from, and their two curves: promoted, held. */
export function learningSeries(learning: readonly LearningPoint[]): { points: LearningPoint[]; data: uPlot.AlignedData } {
  const points = learning.filter(({ metric }) => metric !== null).toSorted((a, b) => a.labels - b.labels || a.version - b.version)
  const only = (promoted: boolean) => points.map((point) => (point.promoted === promoted ? point.metric : null))
  return { points, data: [points.map(({ labels }) => labels), only(true), only(false)] }
}
