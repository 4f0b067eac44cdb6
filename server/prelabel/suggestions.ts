import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { type MadeBy, suggestionOf } from '#shared/tasks/suggestion.ts'

/**
 * The operations that replace earlier suggestions on an asset by these, of a model or of several under the name of the first. What labeling functions
 * suggested gives way only to a model that has something to say.
 */
export function suggestionOperations(
  current: readonly Annotation[],
  predictions: readonly LabelledPrediction[],
  by: MadeBy,
): Operation[] {
  const outdated = current
    .filter(({ status, origin }) => status === 'suggested' && (origin.type !== 'functions' || predictions.length > 0))
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
