import { type AssetCounts, noCounts } from './domain/asset.ts'
import type { AnnotationId, OperationId } from './domain/ids.ts'
import { type Aspect, aspectRevision, changedAspects, patchBack } from './operations/aspects.ts'
import { change, countOf, type Draft } from './operations/draft.ts'
import type { AssetState, Operation, Patch, Refusal, Stamp } from './operations/operation.ts'

export { type Aspect, aspectKey, aspectRevision, aspectValue, changedAspects, changedProperties } from './operations/aspects.ts'
export {
  type AssetState,
  CreateOperation,
  Operation,
  type OperationInput,
  Patch,
  type Refusal,
  type Stamp,
} from './operations/operation.ts'

// What a change means: the server applies it for real, the browser optimistically, replay and tests alike. An operation names one annotation
// (or the asset's status) and the revision it was based on.

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
