import type { LabelThreshold } from '../domain/evaluation.ts'
import { type LearnedObject, type TaskId, tasks } from './index.ts'

/** What a model says of one image, in pixels. */
export interface LabelledPrediction extends LearnedObject {
  readonly label: string
  readonly score: number
}

/** The predictions that are good enough to show: above their label's calibrated score; of classes only the best one. */
export function shown(
  task: TaskId,
  predictions: readonly LabelledPrediction[],
  thresholds: readonly LabelThreshold[],
): LabelledPrediction[] {
  const least = new Map(thresholds.map(({ label, threshold }) => [label, threshold]))
  const reaches = ({ label, score }: LabelledPrediction) => {
    const threshold = least.get(label)
    return typeof threshold === 'number' && score >= threshold
  }
  if (tasks[task].exclusive) return best(predictions).filter(reaches)
  return predictions.filter(reaches)
}

function best(predictions: readonly LabelledPrediction[]): LabelledPrediction[] {
  const first = predictions.reduce<LabelledPrediction | null>((a, b) => (a && a.score >= b.score ? a : b), null)
  return first ? [first] : []
}
