import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { Change } from '../annotations/change.ts'

/** What a person's decisions change. A decided suggestion becomes a draft; approving the asset approves its drafts. */
export const decisions = {
  accept: ({ id }: Annotation): Change => ({ type: 'update', annotationId: id, patch: { status: 'draft' } }),

  /** A suggestion is rejected, so that the model is measured by it; anything else is deleted. */
  remove: ({ id, status }: Annotation): Change => ({
    type: 'update',
    annotationId: id,
    patch: { status: status === 'suggested' ? 'rejected' : 'deleted' },
  }),

  /** Changing a suggestion accepts it. */
  relabel: ({ id, status }: Annotation, label: string): Change => ({
    type: 'update',
    annotationId: id,
    patch: status === 'suggested' ? { label, status: 'draft' } : { label },
  }),

  reshape: ({ id, status }: Annotation, shape: Shape): Change => ({
    type: 'update',
    annotationId: id,
    patch: status === 'suggested' ? { shape, status: 'draft' } : { shape },
  }),

  draw: (label: string, shape: Shape, annotationId = newId<AnnotationId>('an')): Change => ({
    type: 'create',
    annotationId,
    label,
    shape,
    attributes: {},
    status: 'draft',
  }),

  /** One class for the whole asset: what was there is relabelled, never doubled. */
  classify(state: AssetState, label: string): Change[] {
    const [first, ...others] = [...state.annotations.values()].filter(isVisible).sort((a, b) => rank(a, label) - rank(b, label))
    if (!first) return [decisions.draw(label, { kind: 'whole' })]
    const chosen = first.label === label ? keep(first) : [decisions.relabel(first, label)]
    return [...chosen, ...others.map(decisions.remove)]
  },

  submit: (): Change => ({ type: 'asset', status: 'review' }),

  /** What is still suggested is accepted in so many words, then the asset is approved. */
  approve: (state: AssetState): Change[] => [
    ...[...state.annotations.values()].filter(({ status }) => status === 'suggested').map(decisions.accept),
    { type: 'asset', status: 'approved' },
  ],
} as const

/** The class an asset has: what a person chose, else the most certain suggestion; null where there is neither. */
export const chosenClass = (state: AssetState): Annotation | null =>
  [...state.annotations.values()].filter(isVisible).sort((a, b) => rank(a, null) - rank(b, null))[0] ?? null

const keep = (annotation: Annotation): Change[] => (annotation.status === 'suggested' ? [decisions.accept(annotation)] : [])

// The class that is there already first, then what a person chose, then the most certain suggestion.
function rank({ label, status, origin }: Annotation, wanted: string | null): number {
  if (label === wanted) return 0
  if (status !== 'suggested') return 1
  return 2 + (origin.type === 'model' ? 1 - origin.score : 1)
}
