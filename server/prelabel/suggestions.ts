import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { type MadeBy, saysTheSame, suggestionOf } from '#shared/tasks/suggestion.ts'

/**
 * The operations that replace earlier suggestions on an asset by these, of a model or of several under the name of the first. What labeling functions
 * suggested gives way only to a model that has something to say, and what a file brought stays: the model's equal says nothing new.
 */
export function suggestionOperations(
  current: readonly Annotation[],
  predictions: readonly LabelledPrediction[],
  by: MadeBy,
): Operation[] {
  const outdated = current
    .filter(({ status, origin }) => status === 'suggested' && gives(origin, predictions.length))
    .map(
      ({ id, revision }): Operation => ({
        id: newId<OperationId>('op'),
        type: 'update',
        annotationId: id,
        base: revision,
        patch: { status: 'deleted' },
      }),
    )
  const brought = current.filter(({ status, origin }) => status === 'suggested' && origin.type === 'file')
  const news = predictions.filter((prediction) => !brought.some((one) => saysTheSame(one, prediction)))
  const fresh = news.map(
    (prediction): Operation => ({
      ...suggestionOf(prediction, by),
      id: newId<OperationId>('op'),
      annotationId: newId<AnnotationId>('ann'),
    }),
  )
  return [...outdated, ...fresh]
}

const gives = ({ type }: Annotation['origin'], predictions: number): boolean =>
  type !== 'file' && (type !== 'functions' || predictions > 0)
