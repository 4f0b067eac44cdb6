import { decoders } from '#shared/decoding/index.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import { placeOfGood } from '#shared/tasks/anomaly.ts'
import type { LabelledObject, Task } from '../task.ts'
import { measureAnomaly } from './separation.ts'

/** Good or not, from good images alone: how far an image is from what is remembered of them. */
export const anomaly: Task = {
  id: 'anomaly',
  outputBias: () => [],
  augmentation: {},
  targets: fittedNotTaught,
  loss: fittedNotTaught,
  decode: decoders.anomaly,
  measure: measureAnomaly,
  isExample: (objects, labels) => isGood(objects, labels),
}

function isGood(objects: readonly LabelledObject[], labels: readonly LearnedLabel[]): boolean {
  const good = goodOf(labels)
  return objects.length > 0 && objects.every(({ label }) => label === good)
}

const goodOf = (labels: readonly LearnedLabel[]): number => placeOfGood(labels.map(({ name }) => name))

function fittedNotTaught(): never {
  throw new Error('expected an architecture that is fitted to good images: there is nothing to teach about anomalies')
}
