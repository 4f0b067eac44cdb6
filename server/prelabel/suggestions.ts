import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import { VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'

/** The operations that replace earlier suggestions on an asset by these, of a model or of several under the name of the first. */
export function suggestionOperations(
  current: readonly Annotation[],
  predictions: readonly LabelledPrediction[],
  { version, together }: { readonly version: number; readonly together: readonly number[] },
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
    const others = together.length > 0 ? { together: [...together] } : {}
    const origin = { type: 'model', version, ...others, score, label, shape } as const
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
