import { placeOfGood } from '#shared/tasks/anomaly.ts'
import type { LearnedLabel } from '../learned-label.ts'
import type { Grid, LabelledObject, Prediction, Task } from '../task.ts'
import { distanceMap, imageDistance } from './distance-map.ts'
import { measureAnomaly } from './separation.ts'

/** An image this many standard deviations beyond the usual distance of good ones is as likely bad as good: the three-sigma rule. */
const BAD_FROM_DEVIATIONS = 3

/** Good or not, from good images alone: how far an image is from what is remembered of them. */
export const anomaly: Task = {
  id: 'anomaly',
  outputBias: () => [],
  augmentation: {},
  targets: fittedNotTaught,
  loss: fittedNotTaught,
  decode: decodeAnomaly,
  measure: measureAnomaly,
  isExample: (objects, labels) => isGood(objects, labels),
}

/** The score of not being good for the first label that says so, and of being good for the label of good images. */
function decodeAnomaly(output: Float32Array, grid: Grid, labels: readonly LearnedLabel[]): Prediction[] {
  const { distances, usual } = distanceMap(output, grid)
  const deviations = (imageDistance(distances) - usual.mean) / usual.deviation
  const bad = 1 / (1 + Math.exp(BAD_FROM_DEVIATIONS - deviations))
  const good = goodOf(labels)
  const said = (label: number, score: number): Prediction => ({ label, score, shape: { kind: 'whole' }, value: null })
  const defect = labels.findIndex((_, label) => label !== good)
  const predictions = defect < 0 ? [said(good, 1 - bad)] : [said(good, 1 - bad), said(defect, bad)]
  return predictions.sort((a, b) => b.score - a.score)
}

function isGood(objects: readonly LabelledObject[], labels: readonly LearnedLabel[]): boolean {
  const good = goodOf(labels)
  return objects.length > 0 && objects.every(({ label }) => label === good)
}

const goodOf = (labels: readonly LearnedLabel[]): number => placeOfGood(labels.map(({ name }) => name))

function fittedNotTaught(): never {
  throw new Error('expected an architecture that is fitted to good images: there is nothing to teach about anomalies')
}
