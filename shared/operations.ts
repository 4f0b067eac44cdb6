import { z } from 'zod'
import { Annotation, AnnotationStatus, Origin } from './domain/annotation.ts'
import { type AssetCounts, type AssetStatus, noCounts } from './domain/asset.ts'
import { AnnotationId, type AssetId, OperationId, type ProjectId, type UserId } from './domain/ids.ts'
import { LabelName } from './ontology.ts'
import { type Aspect, aspectRevision, changedAspects, patchBack } from './operation-aspects.ts'
import { change, countOf, type Draft } from './operation-draft.ts'
import { Shape } from './shapes/index.ts'

export { type Aspect, aspectKey, aspectRevision, aspectValue, changedAspects, changedProperties } from './operation-aspects.ts'

/**
 * What a change means: the server applies it for real, the browser optimistically, replay and tests alike.
 * An operation names one annotation (or the asset's status) and the revision it was based on.
 */
export const Patch = z
  .object({
    label: LabelName.exactOptional(),
    shape: Shape.exactOptional(),
    /** Only those that change; null takes an answer away. */
    attributes: Annotation.shape.attributes.exactOptional(),
    status: AnnotationStatus.exactOptional(),
    occluded: Annotation.shape.occluded.exactOptional(),
    order: Annotation.shape.order.exactOptional(),
    group: Annotation.shape.group.exactOptional(),
    track: Annotation.shape.track.exactOptional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'expected at least one property to change')
export type Patch = z.infer<typeof Patch>

export const CreateOperation = z.object({
  id: OperationId,
  type: z.literal('create'),
  annotationId: AnnotationId,
  label: LabelName,
  shape: Shape,
  attributes: Annotation.shape.attributes.default({}),
  status: AnnotationStatus.default('draft'),
  occluded: Annotation.shape.occluded.exactOptional(),
  order: Annotation.shape.order.exactOptional(),
  group: Annotation.shape.group.exactOptional(),
  track: Annotation.shape.track.exactOptional(),
  /** Only workers and imports send it; a person's origin is the signed-in user. */
  origin: Origin.exactOptional(),
})
export const UpdateOperation = z.object({
  id: OperationId,
  type: z.literal('update'),
  annotationId: AnnotationId,
  /** The revision the person saw. */
  base: z.number().int().nonnegative(),
  patch: Patch,
})
export const AssetOperation = z.object({
  id: OperationId,
  type: z.literal('asset'),
  base: z.number().int().nonnegative(),
  status: z.enum(['new', 'suggested', 'begun', 'review', 'approved', 'quarantined']),
})
export const Operation = z.discriminatedUnion('type', [CreateOperation, UpdateOperation, AssetOperation])
export type Operation = z.infer<typeof Operation>
export type OperationInput = z.input<typeof Operation>

/** Everything operations act on: one asset's status and its annotations, deleted ones included. */
export interface AssetState {
  readonly projectId: ProjectId
  readonly assetId: AssetId
  readonly status: AssetStatus
  /** Changes of the status so far. */
  readonly revision: number
  readonly annotations: ReadonlyMap<AnnotationId, Annotation>
}

/** Who changed it and when; the same for every operation of a commit. */
export interface Stamp {
  readonly userId: UserId | null
  readonly at: number
}

/** Why an operation cannot be applied to the state as it is. */
export interface Refusal {
  readonly code: 'stale' | 'not_found' | 'conflict' | 'invalid' | 'forbidden'
  readonly message: string
}

/** Null where the operation may be applied to this state; otherwise why not. */
export function judge(state: AssetState, operation: Operation): Refusal | null {
  switch (operation.type) {
    case 'create':
      return state.annotations.has(operation.annotationId)
        ? { code: 'conflict', message: `Annotation ${operation.annotationId} exists already` }
        : null
    case 'update': {
      const current = state.annotations.get(operation.annotationId)
      if (!current) return { code: 'not_found', message: `Annotation ${operation.annotationId} does not exist` }
      const changed = changedAspects(operation.patch).filter((aspect) => aspectRevision(current, aspect) > operation.base)
      if (changed.length === 0) return null
      return { code: 'stale', message: `The ${changed.map(nameOf).join(' and ')} was changed by somebody else first` }
    }
    case 'asset': {
      if (operation.base < state.revision)
        return { code: 'stale', message: `The asset was set to ${state.status} by somebody else first` }
      const undecided = countOf(state, 'suggested')
      if (operation.status === 'approved' && undecided > 0)
        return { code: 'invalid', message: `${undecided} suggestions are undecided: accept or reject them first` }
      return null
    }
    default:
      return operation satisfies never
  }
}

/** The state after an operation that `judge` lets pass. Approving an asset approves its drafts. */
export const apply = (state: AssetState, operation: Operation, stamp: Stamp): AssetState => applyAll(state, [operation], stamp)

/** The state after operations that are known to be good, in this order: one copy of the annotations, however many operations. */
export const applyAll = (state: AssetState, operations: readonly Operation[], stamp: Stamp): AssetState =>
  applyEach(state, operations, stamp, () => null).state

/**
 * Judges and applies one operation after the other, passing over those refused. In the same order: the refusals (null where
 * applied), and the revision each gave its annotation or the asset (0 where refused).
 */
export function applyEach(
  state: AssetState,
  operations: readonly Operation[],
  stamp: Stamp,
  refuse: (state: AssetState, operation: Operation) => Refusal | null = judge,
): { state: AssetState; refusals: (Refusal | null)[]; revisions: number[] } {
  const draft: Draft = { ...state, annotations: new Map(state.annotations) }
  const revisions: number[] = []
  const refusals = operations.map((operation) => {
    const refusal = refuse(draft, operation)
    if (!refusal) change(draft, operation, stamp)
    revisions.push(refusal ? 0 : operation.type === 'asset' ? draft.revision : revisionOf(draft, operation.annotationId))
    return refusal
  })
  return { state: draft, refusals, revisions }
}

/** The operation that puts things back, to be sent with the revision then current; null where nothing was there before. */
export function invert(before: AssetState, operation: Operation): (after: AssetState, id: OperationId) => Operation {
  switch (operation.type) {
    case 'create':
      return (after, id) => ({
        id,
        type: 'update',
        annotationId: operation.annotationId,
        base: revisionOf(after, operation.annotationId),
        patch: { status: 'deleted' },
      })
    case 'update': {
      const previous = before.annotations.get(operation.annotationId)
      const patch: Patch = previous ? patchBack(previous, changedAspects(operation.patch)) : operation.patch
      return (after, id) => ({
        id,
        type: 'update',
        annotationId: operation.annotationId,
        base: revisionOf(after, operation.annotationId),
        patch,
      })
    }
    case 'asset': {
      // Read here, not in the function returned: an undo history must not keep every earlier state alive.
      const { status } = before
      return (after, id) => ({ id, type: 'asset', base: after.revision, status })
    }
    default:
      return operation satisfies never
  }
}

/** What the lists and the loop count of an asset. */
export function countsOf(state: AssetState): AssetCounts {
  const counts = noCounts()
  const approved = new Map<string, number>()
  for (const { status, label } of state.annotations.values()) {
    if (status === 'suggested') counts.suggested++
    if (status === 'draft') counts.draft++
    if (status === 'approved') approved.set(label, (approved.get(label) ?? 0) + 1)
  }
  return { ...counts, approved: Object.fromEntries(approved) }
}

const revisionOf = (state: AssetState, id: AnnotationId): number => state.annotations.get(id)?.revision ?? 0

const nameOf = (aspect: Aspect): string => (typeof aspect === 'string' ? aspect : aspect.attribute)
