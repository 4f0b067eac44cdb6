import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import type { AssetState, Patch } from '#shared/operations.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { Change } from '../annotations/change.ts'

/** What a decided annotation becomes: a draft that a reviewer will see, or approved where the reviewer decides. */
export type Verdict = 'draft' | 'approved'
export type Decisions = ReturnType<typeof decisionsWith>

/** What a person's decisions change, if deciding means this verdict. Changing a suggestion decides it in the same act. */
export function decisionsWith(verdict: Verdict) {
  const update = (annotationId: AnnotationId, patch: Patch): Change => ({ type: 'update', annotationId, patch })
  const deciding = (annotation: Annotation, patch: Patch): Patch =>
    annotation.status === 'suggested' ? { ...patch, status: verdict } : patch

  const accept = ({ id }: Annotation): Change => update(id, { status: verdict })
  const relabel = (annotation: Annotation, label: string): Change => update(annotation.id, deciding(annotation, { label }))
  /** A suggestion is rejected, so that the model is measured by it; anything else is deleted. */
  const remove = ({ id, status }: Annotation): Change => update(id, { status: status === 'suggested' ? 'rejected' : 'deleted' })
  const draw = (label: string, shape: Shape, annotationId = newId<AnnotationId>('an')): Change => ({
    type: 'create',
    annotationId,
    label,
    shape,
    attributes: {},
    status: verdict,
  })

  return {
    accept,
    relabel,
    remove,
    draw,
    reshape: (annotation: Annotation, shape: Shape): Change => update(annotation.id, deciding(annotation, { shape })),

    /** One class for the whole asset: what was there is relabelled, never doubled. */
    classify(state: AssetState, label: string): Change[] {
      const [first, ...others] = visibleByRank(state, label)
      if (!first) return [draw(label, { kind: 'whole' })]
      const kept = first.status === 'suggested' ? [accept(first)] : []
      return [...(first.label === label ? kept : [relabel(first, label)]), ...others.map(remove)]
    },

    submit: (): Change => ({ type: 'asset', status: 'review' }),

    /** What is still suggested is accepted in so many words, then the asset is approved. */
    approve: (state: AssetState): Change[] => [
      ...[...state.annotations.values()].filter(({ status }) => status === 'suggested').map(accept),
      { type: 'asset', status: 'approved' },
    ],
  }
}

/** The class an asset has: what a person chose, else the most certain suggestion; null where there is neither. */
export const chosenClass = (state: AssetState): Annotation | null => visibleByRank(state, null)[0] ?? null

const visibleByRank = (state: AssetState, wanted: string | null): Annotation[] =>
  [...state.annotations.values()].filter(isVisible).sort((a, b) => rank(a, wanted) - rank(b, wanted))

// The class that is there already first, then what a person chose, then the most certain suggestion.
function rank({ label, status, origin }: Annotation, wanted: string | null): number {
  if (label === wanted) return 0
  if (status !== 'suggested') return 1
  return 2 + (origin.type === 'model' ? 1 - origin.score : 1)
}
