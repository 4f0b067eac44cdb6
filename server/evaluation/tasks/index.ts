import type { Evaluation, EvaluationOf, TaskId } from '#shared/tasks/index.ts'
import type { Outcome } from '../judge-outcomes.ts'
import type { ResampledMetric } from '../resampled-metric.ts'
import { anomaly } from './anomaly.ts'
import { classification } from './classification.ts'
import { detection } from './detection.ts'
import { keypoints } from './keypoints.ts'
import { multilabel } from './multilabel.ts'
import { oriented } from './oriented.ts'
import { regression } from './regression.ts'
import { segmentation } from './segmentation.ts'
import type { Measurement, TaskEvaluation } from './task-evaluation.ts'

const evaluations: { [Id in TaskId]: TaskEvaluation<Id> } = {
  detection,
  oriented,
  segmentation,
  classification,
  multilabel,
  regression,
  keypoints,
  anomaly,
}

/** The figures of a model on a split. */
export function evaluationOf({ task, split, labels, images, latencyMs }: Measurement): Evaluation {
  // The one place where figures meet their task: TypeScript cannot follow that both carry the same id.
  const figures = evaluations[task].figures(images, labels) as Omit<EvaluationOf<TaskId>, 'task'>
  return { ...figures, task, split, images: images.length, latencyMs } as Evaluation
}

/** The main metric of a measurement, to be counted again over resampled images. */
export const resampledMetric = ({ task, images, labels }: Measurement): ResampledMetric =>
  evaluations[task].resampled(images, labels)

/** Every claim of a model on a split, and whether it was right. */
export const outcomesOf = ({ task, images, labels }: Measurement): Outcome[] => evaluations[task].outcomes(images, labels)
