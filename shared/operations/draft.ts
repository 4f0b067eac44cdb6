import {
  type Annotation,
  type AnnotationProperty,
  type AnnotationStatus,
  type Attributes,
  isProposed,
  type Origin,
} from '../domain/annotation.ts'
import type { AnnotationId } from '../domain/ids.ts'
import { changedProperties } from './aspects.ts'
import type { AssetState, Operation, Patch, Stamp } from './operation.ts'

/** A private copy under construction: changed in place, so that a thousand operations do not copy ten thousand annotations each. */
export type Draft = { -readonly [K in keyof AssetState]: AssetState[K] } & { annotations: Map<AnnotationId, Annotation> }

/** Makes one operation true in a draft. */
export function change(draft: Draft, operation: Operation, stamp: Stamp): void {
  switch (operation.type) {
    case 'create':
      draft.annotations.set(operation.annotationId, created(draft, operation, stamp))
      begin(draft, stamp)
      return
    case 'update': {
      const current = draft.annotations.get(operation.annotationId)
      if (!current) return
      draft.annotations.set(current.id, patched(current, operation.patch, stamp))
      begin(draft, stamp)
      return
    }
    case 'asset':
      draft.status = operation.status
      draft.revision++
      if (operation.status === 'approved') approveDrafts(draft, stamp)
      return
    default:
      operation satisfies never
  }
}

function created(state: AssetState, operation: Extract<Operation, { type: 'create' }>, stamp: Stamp): Annotation {
  return {
    id: operation.annotationId,
    projectId: state.projectId,
    assetId: state.assetId,
    label: operation.label,
    shape: operation.shape,
    attributes: operation.attributes,
    status: operation.status,
    occluded: operation.occluded ?? false,
    order: operation.order ?? 0,
    group: operation.group ?? null,
    track: operation.track ?? null,
    origin: operation.origin ?? personOf(stamp),
    revision: 1,
    revisions: { label: 1, shape: 1, attributes: 1, status: 1, occluded: 1, order: 1, group: 1, track: 1 },
    changedBy: stamp.userId,
    changedAt: stamp.at,
  }
}

function approveDrafts(draft: Draft, stamp: Stamp): void {
  for (const annotation of draft.annotations.values())
    if (annotation.status === 'draft') draft.annotations.set(annotation.id, patched(annotation, { status: 'approved' }, stamp))
}

// A person's first touch takes an asset out of the models' hands; a model's suggestions put a new one on the list.
function begin(draft: Draft, stamp: Stamp): void {
  if (stamp.userId === null) {
    if (draft.status === 'new' && countOf(draft, 'suggested') > 0) draft.status = 'suggested'
    return
  }
  if (draft.status !== 'new' && draft.status !== 'suggested') return
  draft.status = 'begun'
  draft.revision++
}

/** How many annotations have this status. */
export function countOf(state: AssetState, status: AnnotationStatus): number {
  let count = 0
  for (const annotation of state.annotations.values()) if (annotation.status === status) count++
  return count
}

function patched(current: Annotation, patch: Patch, stamp: Stamp): Annotation {
  const revision = current.revision + 1
  const revisions = { ...current.revisions }
  for (const property of changedProperties(patch)) if (!isFollowing(property, stamp)) revisions[property] = revision
  const changed = { ...current, ...patch, revision, revisions, changedBy: stamp.userId, changedAt: stamp.at }
  const answered = patch.attributes ? { ...changed, ...withAnswers(current, patch.attributes, revision) } : changed
  return patch.label === undefined ? answered : { ...answered, origin: proposedAs(current, patch.label, stamp) }
}

// A label that follows a change of the ontology overtakes nobody: what a person chose meanwhile, offline, still stands.
const isFollowing = (property: AnnotationProperty, { userId }: Stamp): boolean => property === 'label' && userId === null

// Each attribute is a property of its own: those a patch does not name stay, and null takes an answer away.
function withAnswers(current: Annotation, answers: Attributes, revision: number) {
  const attributes = { ...current.attributes, ...answers }
  const attributeRevisions = { ...current.attributeRevisions }
  for (const name of Object.keys(answers)) {
    attributeRevisions[name] = revision
    if (answers[name] === null) delete attributes[name]
  }
  return { attributes, attributeRevisions }
}

// When nobody corrected a label but the ontology changed it, the model's proposal is called by the new name too.
function proposedAs({ origin, label }: Annotation, name: string, { userId }: Stamp): Origin {
  return userId === null && isProposed(origin) && origin.label === label ? { ...origin, label: name } : origin
}

function personOf(stamp: Stamp): Origin {
  if (stamp.userId === null) throw new Error('Expected an origin with an operation that no person sent')
  return { type: 'person', userId: stamp.userId }
}
