import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { type MadeBy, suggestionOf } from '#shared/tasks/suggestion.ts'

/** The operations that replace earlier suggestions on an asset by these, of a model or of several under the name of the first. */
export function suggestionOperations(
  current: readonly Annotation[],
  predictions: readonly LabelledPrediction[],
  by: MadeBy,
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
  const fresh = predictions.map(
    (prediction): Operation => ({
      ...suggestionOf(prediction, by),
      id: newId<OperationId>('op'),
      annotationId: newId<AnnotationId>('ann'),
    }),
  )
  return [...outdated, ...fresh]
}
