import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import { type TaskId, tasks, VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'

/** Scores below this say nothing about how much a person's label would teach. */
const LEAST_TELLING_SCORE = 0.1

/** The operations that replace a model's earlier suggestions on an asset by these. */
export function suggestionOperations(
  current: readonly Annotation[],
  predictions: readonly LabelledPrediction[],
  version: number,
): Operation[] {
  const outdated = current
    .filter(({ status }) => status === 'suggested')
    .map(
      ({ id, revision }): Operation => ({
        id: newId<OperationId>('op'),
        type: 'update',
        annotationId: id,
        base: revision,
        patch: { status: 'deleted' },
      }),
    )
  const fresh = predictions.map(({ label, score, shape, value }): Operation => {
    const origin = { type: 'model', version, score, label, shape } as const
    return {
      id: newId<OperationId>('op'),
      type: 'create',
      annotationId: newId<AnnotationId>('ann'),
      label,
      shape,
      attributes: value === null ? {} : { [VALUE_ATTRIBUTE]: value },
      status: 'suggested',
      origin,
    }
  })
  return [...outdated, ...fresh]
}

/**
 * What a person's decision would teach, 0 to 1. Boxes: the mean over telling detections of 1 - |2p - 1| (the average of the
 * 1-vs-2 margin, Brust et al. 2019, arXiv 1809.09875); an image on which nothing was found teaches most. Classes: one minus
 * the margin between the best two.
 */
export function uncertaintyOf(task: TaskId, predictions: readonly LabelledPrediction[]): number {
  if (tasks[task].exclusive) {
    const [first = 0, second = 0] = predictions.map(({ score }) => score).sort((a, b) => b - a)
    return 1 - (first - second)
  }
  const scores = predictions.map(({ score }) => score).filter((score) => score >= LEAST_TELLING_SCORE)
  if (scores.length === 0) return 1
  return scores.reduce((sum, score) => sum + 1 - Math.abs(2 * score - 1), 0) / scores.length
}
