import { z } from 'zod'
import { AnomalyEvaluation, anomaly } from './anomaly.ts'
import { ClassificationEvaluation, classification } from './classification.ts'
import { DetectionEvaluation, detection } from './detection.ts'
import { KeypointsEvaluation, keypoints } from './keypoints.ts'
import { MultilabelEvaluation, multilabel } from './multilabel.ts'
import { OrientedEvaluation, oriented } from './oriented.ts'
import { RegressionEvaluation, regression } from './regression.ts'
import { SegmentationEvaluation, segmentation } from './segmentation.ts'
import type { LabelMetric, TaskMeaning } from './task.ts'

export { type LabelMetric, type LearnedObject, VALUE_ATTRIBUTE } from './task.ts'

/** What a project's models predict. */
export const TaskId = z.enum([
  'detection',
  'oriented',
  'segmentation',
  'keypoints',
  'classification',
  'multilabel',
  'regression',
  'anomaly',
])
export type TaskId = z.infer<typeof TaskId>

/** Figures of one model on one split: COCO's for objects, scikit-learn's for classes and numbers. */
export const Evaluation = z.discriminatedUnion('task', [
  DetectionEvaluation,
  OrientedEvaluation,
  SegmentationEvaluation,
  ClassificationEvaluation,
  MultilabelEvaluation,
  RegressionEvaluation,
  KeypointsEvaluation,
  AnomalyEvaluation,
])
export type Evaluation = z.infer<typeof Evaluation>
export type EvaluationOf<Id extends TaskId> = Extract<Evaluation, { task: Id }>

const meanings: { [Id in TaskId]: TaskMeaning<Id, EvaluationOf<Id>> } = {
  detection,
  oriented,
  segmentation,
  classification,
  multilabel,
  regression,
  keypoints,
  anomaly,
}

/** What each task means for people. */
export const tasks: { [Id in TaskId]: Omit<TaskMeaning<Id>, 'mainMetric' | 'labelMetrics'> } = meanings

// The one place where figures meet their task: TypeScript cannot follow that both carry the same id.
const meaningOf = ({ task }: Evaluation) => meanings[task] as TaskMeaning<TaskId, Evaluation>

/** The one figure a task is judged by, at most 1, more is better; null where the split holds no truth. */
export const mainMetric = (evaluation: Evaluation): number | null => meaningOf(evaluation).mainMetric(evaluation)
/** The figure of each label that the gate compares. */
export const labelMetrics = (evaluation: Evaluation): LabelMetric[] => meaningOf(evaluation).labelMetrics(evaluation)
