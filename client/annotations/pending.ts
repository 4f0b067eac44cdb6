import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, OperationId } from '#shared/domain/ids.ts'
import type { Commit, Outcome } from '#shared/events.ts'
import {
  type Aspect,
  type AssetState,
  applyAll,
  applyEach,
  aspectKey,
  aspectRevision,
  changedAspects,
  judge,
  type Operation,
  type Refusal,
  type Stamp,
} from '#shared/operations.ts'
import { basedOn, targetOf } from './change.ts'

/** An operation that the server has not answered for. Its `base` is the last confirmed revision the person had seen. */
export interface Pending {
  readonly operation: Operation
  /** Sent at least once (or kept from an earlier life of the page): only the server knows what became of it. */
  readonly sent: boolean
}

/** What the server has confirmed, and what waits on top of it. */
export interface Replica {
  readonly confirmed: AssetState
  /** Number of the last commit in `confirmed`. */
  readonly sequence: number
  readonly pending: readonly Pending[]
}

/** The answer for an operation that is in the log. */
export type AppliedOutcome = Extract<Outcome, { outcome: 'applied' }>

/** What a person sees: the confirmed state with everything pending replayed on top. */
export function viewOf({ confirmed, pending }: Replica, stamp: Stamp): AssetState {
  if (pending.length === 0) return confirmed
  const operations = pending.map((entry) => entry.operation)
  return applyEach(confirmed, operations, stamp, (draft, operation) => obstacle(confirmed, draft, operation)).state
}

/** The replica after the next commit of the log; pending operations found in it are settled. */
export function afterCommit(replica: Replica, commit: Commit): Replica {
  const landed = new Set(commit.operations.map((operation) => operation.id))
  const confirmed = applyAll(replica.confirmed, commit.operations, commit)
  const waiting = replica.pending.filter((entry) => !landed.has(entry.operation.id))
  const isOurs = waiting.length < replica.pending.length
  const pending = isOurs ? waiting.map((entry) => rebasedOver(replica.confirmed, confirmed, entry)) : waiting
  return { confirmed, sequence: commit.sequence, pending }
}

/** The replica after the server said that these were applied in commits it holds already. */
export function afterAnswers(replica: Replica, answers: readonly AppliedOutcome[]): Replica {
  const answered = new Map(answers.map((answer) => [answer.id, answer]))
  const settled = replica.pending.filter((entry) => answered.has(entry.operation.id))
  if (settled.length === 0) return replica
  const pending = replica.pending
    .filter((entry) => !answered.has(entry.operation.id))
    .map((entry) => {
      const own = settled.map(({ operation }) => ({ operation, revision: answered.get(operation.id)?.revision }))
      return followsOwn(replica.confirmed, entry.operation, own)
        ? { ...entry, operation: basedOn(replica.confirmed, entry.operation) }
        : entry
    })
  return { ...replica, pending }
}

/**
 * The operations to send next, at most `limit`. Two changes of the same property never travel together: the base of the second
 * is known only when the first is confirmed, unless nobody else can know the annotation yet. A change of the asset's status travels alone, since other changes may move its revision.
 */
export function nextBatch(pending: readonly Pending[], limit: number): Operation[] {
  const batch: Operation[] = []
  const created = new Map<AnnotationId, number>()
  const touched = new Set<string>()
  for (const { operation, sent } of pending) {
    if (batch.length === limit) break
    if (operation.type === 'asset') {
      if (batch.length === 0) batch.push(operation)
      break
    }
    if (operation.type === 'create') {
      if (!sent) created.set(operation.annotationId, 1)
      batch.push(operation)
      continue
    }
    const revision = created.get(operation.annotationId)
    if (revision !== undefined) {
      created.set(operation.annotationId, revision + 1)
      batch.push({ ...operation, base: revision })
      continue
    }
    const keys = changedAspects(operation.patch).map((aspect) => `${operation.annotationId} ${aspectKey(aspect)}`)
    if (keys.some((key) => touched.has(key))) break
    for (const key of keys) touched.add(key)
    batch.push(operation)
  }
  return batch
}

/** Pending operations that somebody else's change has overtaken before they were ever sent. */
export function overtaken({ confirmed, pending }: Replica): { operation: Operation; refusal: Refusal }[] {
  const busy = new Set<AnnotationId | null>()
  return pending.flatMap(({ operation, sent }) => {
    const target = targetOf(operation)
    const refusal = sent || busy.has(target) ? null : staleness(confirmed, operation)
    if (!refusal) busy.add(target)
    return refusal ? [{ operation, refusal }] : []
  })
}

/** The replica without these operations. */
export const without = (replica: Replica, ids: ReadonlySet<OperationId>): Replica => ({
  ...replica,
  pending: replica.pending.filter((entry) => !ids.has(entry.operation.id)),
})

// Our own earlier operation moved the revision: what the person saw then is what they see now, unless others interfered.
function rebasedOver(before: AssetState, after: AssetState, entry: Pending): Pending {
  return staleness(before, entry.operation) ? entry : { ...entry, operation: basedOn(after, entry.operation) }
}

// Whether everything that an operation would overwrite was last written by operations of ours, or before it was made.
function followsOwn(confirmed: AssetState, later: Operation, own: readonly Own[]): boolean {
  if (later.type === 'create') return false
  // A first touch of ours may have begun the asset.
  if (later.type === 'asset')
    return (
      confirmed.status === 'begun' || own.some((one) => one.operation.type === 'asset' && one.revision === confirmed.revision)
    )
  const current = confirmed.annotations.get(later.annotationId)
  if (!current) return false
  return changedAspects(later.patch).every(
    (aspect) => aspectRevision(current, aspect) <= later.base || own.some((one) => wrote(one, current, aspect)),
  )
}

interface Own {
  readonly operation: Operation
  readonly revision: number | undefined
}

// Approving the asset approves its drafts.
function wrote({ operation, revision }: Own, current: Annotation, aspect: Aspect): boolean {
  if (operation.type === 'asset') return aspect === 'status' && operation.status === 'approved' && current.status === 'approved'
  return operation.annotationId === current.id && aspectRevision(current, aspect) === revision
}

function staleness(state: AssetState, operation: Operation): Refusal | null {
  const refusal = judge(state, operation)
  return refusal?.code === 'stale' ? refusal : null
}

// Bases count confirmed revisions, so staleness is judged there; what must exist is judged where the operation is replayed.
function obstacle(confirmed: AssetState, draft: AssetState, operation: Operation): Refusal | null {
  const refusal = judge(draft, operation)
  return refusal && refusal.code !== 'stale' ? refusal : staleness(confirmed, operation)
}
