import { type Annotation, type Attributes, isProposed, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import { asKeyframe } from '#shared/domain/track.ts'
import type { AssetState, Patch } from '#shared/operations.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { Change } from '../annotations/change.ts'

/** What a decided annotation becomes: a draft that a reviewer will see, or approved where the reviewer decides. */
export type Verdict = 'draft' | 'approved'
export type Decisions = ReturnType<typeof decisionsWith>

/** What a copy takes over from an annotation. */
export type Copied = Pick<Annotation, 'label' | 'shape' | 'attributes' | 'occluded'>
/** Where an annotation stands among the others. */
export type Placing = Partial<Pick<Annotation, 'order' | 'group' | 'track'>>

/**
 * What a person's decisions change, if deciding means this verdict. Changing a suggestion decides it in the same act; what is drawn
 * starts with the initial attributes of its label.
 */
export function decisionsWith(verdict: Verdict, initialOf: (label: string) => Attributes = () => ({})) {
  const update = (annotationId: AnnotationId, patch: Patch): Change => ({ type: 'update', annotationId, patch })
  const deciding = (annotation: Annotation, patch: Patch): Patch =>
    annotation.status === 'suggested' ? { ...patch, status: verdict } : patch

  const accept = (annotation: Annotation): Change =>
    update(annotation.id, { status: verdict, ...unset(annotation, initialOf(annotation.label)) })
  const relabel = (annotation: Annotation, label: string): Change =>
    update(annotation.id, deciding(annotation, { label, ...unset(annotation, initialOf(label)) }))
  /** A suggestion is rejected, so that the model is measured by it; anything else is deleted. */
  const remove = ({ id, status, track }: Annotation): Change =>
    update(id, {
      status: status === 'suggested' ? 'rejected' : 'deleted',
      // What a person takes out of one frame must not come back by what the others say.
      ...(track && { track: { ...track, keyframe: true, outside: true } }),
    })
  const draw = (label: string, shape: Shape, annotationId = newId<AnnotationId>('an')): Change => ({
    type: 'create',
    annotationId,
    label,
    shape,
    attributes: initialOf(label),
    status: verdict,
  })
  /** The same once more, somewhere else: with its label and its answers. */
  const copy = ({ label, shape, attributes, occluded }: Copied, more: Placing = {}): Change => ({
    type: 'create',
    annotationId: newId<AnnotationId>('an'),
    label,
    shape,
    attributes: { ...initialOf(label), ...attributes },
    status: verdict,
    occluded,
    ...more,
  })

  return {
    verdict,
    accept,
    relabel,
    remove,
    draw,
    copy,
    reshape: (annotation: Annotation, shape: Shape): Change =>
      update(annotation.id, deciding(annotation, { shape, ...keyed(annotation) })),
    /** What is known of it, as the number of an image: deciding what was suggested. */
    answer: (annotation: Annotation, attributes: Attributes): Change =>
      update(annotation.id, deciding(annotation, { attributes })),
    occlude: (annotation: Annotation, occluded: boolean): Change =>
      update(annotation.id, deciding(annotation, { occluded, ...keyed(annotation) })),
    /** Above or below others, or together with them: that says nothing about whether a suggestion is right. */
    place: ({ id }: Annotation, placing: Placing): Change => update(id, placing),

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

/** What a person says of one frame of a track stands from then on: the frames around follow it. */
export const keyed = ({ track }: Pick<Annotation, 'track'>): Pick<Patch, 'track'> =>
  track && !track.keyframe ? { track: asKeyframe(track) } : {}

// Answers that a person gave stay.
function unset({ attributes }: Annotation, initial: Attributes): { attributes?: Attributes } {
  const fresh = Object.entries(initial).filter(([name]) => attributes[name] === undefined)
  return fresh.length > 0 ? { attributes: Object.fromEntries(fresh) } : {}
}

/** The class an asset has: what a person chose, else the most certain suggestion; null where there is neither. */
export const chosenClass = (state: AssetState): Annotation | null => visibleByRank(state, null)[0] ?? null

const visibleByRank = (state: AssetState, wanted: string | null): Annotation[] =>
  [...state.annotations.values()].filter(isVisible).sort((a, b) => rank(a, wanted) - rank(b, wanted))

// The class that is there already first, then what a person chose, then the most certain suggestion.
function rank({ label, status, origin }: Annotation, wanted: string | null): number {
  if (label === wanted) return 0
  if (status !== 'suggested') return 1
  return 2 + (isProposed(origin) ? 1 - origin.score : 1)
}
