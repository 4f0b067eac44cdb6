import type { AnnotationId } from '#shared/domain/ids.ts'
import type { AssetState, Operation, Patch } from '#shared/operations.ts'
import type { ErrorCode } from '#shared/result.ts'
import { type Change, targetOf } from './change.ts'

/** Changes of one annotation (or, null, of the asset) that the server refused; they wait for a person to decide. */
export interface Conflict {
  readonly target: AnnotationId | null
  readonly code: ErrorCode
  readonly message: string
  /** Ours, in the order they were made. */
  readonly operations: readonly Operation[]
}

/** The conflicts with one more refused operation: one conflict per target. */
export function withRefused(
  conflicts: readonly Conflict[],
  operation: Operation,
  refusal: { code: ErrorCode; message: string },
): Conflict[] {
  const target = targetOf(operation)
  const earlier = conflicts.find((conflict) => conflict.target === target)
  const operations = [...(earlier?.operations ?? []), operation]
  const { code, message } = earlier ?? refusal
  return [...conflicts.filter((conflict) => conflict !== earlier), { target, code, message, operations }]
}

/** Whether a person has something of their own in it: a model's suggestion that nobody accepted is no loss. */
export const isWorthAsking = ({ operations }: Conflict): boolean =>
  !operations.some((operation) => operation.type === 'create' && operation.origin !== undefined) ||
  operations.some((operation) => operation.type === 'update' && !isRefusal(operation.patch))

const isRefusal = ({ status, ...others }: Patch): boolean =>
  (status === 'rejected' || status === 'deleted') && Object.keys(others).length === 0

/** The changes that make our side of a conflict true in this state; empty where what they changed is gone. */
export function keepingMine({ operations }: Conflict, state: AssetState): Change[] {
  const changes: Change[] = []
  const known = new Set(state.annotations.keys())
  for (const operation of operations) {
    if (operation.type === 'asset') changes.push({ type: 'asset', status: operation.status })
    if (operation.type === 'update' && known.has(operation.annotationId))
      changes.push({ type: 'update', annotationId: operation.annotationId, patch: operation.patch })
    if (operation.type === 'create' && !known.has(operation.annotationId)) {
      const { id: _, ...change } = operation
      changes.push(change)
      known.add(operation.annotationId)
    }
  }
  return changes
}
