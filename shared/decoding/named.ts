import { type TaskId, tasks } from '../tasks/index.ts'
import type { LabelledPrediction } from '../tasks/shown.ts'
import type { Prediction } from './prediction.ts'

/** Predictions with labels by name for labels by their place, and the shapes that people work with; what stands for nothing in the project is left out. */
export function named(task: TaskId, labelNames: readonly string[], predictions: readonly Prediction[]): LabelledPrediction[] {
  const { proposed } = tasks[task]
  return predictions.flatMap(({ label, ...rest }) => {
    const name = labelNames[label]
    const shape = proposed ? proposed(rest.shape) : rest.shape
    return name && shape ? [{ ...rest, label: name, shape }] : []
  })
}
