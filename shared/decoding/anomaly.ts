import { placeOfGood } from '../tasks/anomaly.ts'
import { distanceMap, imageDistance } from './anomaly/distance-map.ts'
import type { LearnedLabel } from './learned-label.ts'
import type { Grid, Prediction } from './prediction.ts'

/** An image this many standard deviations beyond the usual distance of good ones is as likely bad as good: the three-sigma rule. */
const BAD_FROM_DEVIATIONS = 3

/** One image's output -> the score of not being good for the first label that says so, and of being good for the label of good images. */
export function decodeAnomaly(output: Float32Array, grid: Grid, labels: readonly LearnedLabel[]): Prediction[] {
  const { distances, usual } = distanceMap(output, grid)
  const deviations = (imageDistance(distances) - usual.mean) / usual.deviation
  const bad = 1 / (1 + Math.exp(BAD_FROM_DEVIATIONS - deviations))
  const good = placeOfGood(labels.map(({ name }) => name))
  const said = (label: number, score: number): Prediction => ({ label, score, shape: { kind: 'whole' }, value: null })
  const defect = labels.findIndex((_, label) => label !== good)
  const predictions = defect < 0 ? [said(good, 1 - bad)] : [said(good, 1 - bad), said(defect, bad)]
  return predictions.sort((a, b) => b.score - a.score)
}
