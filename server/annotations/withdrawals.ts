import { newId, type OperationId } from '#shared/domain/ids.ts'
import type { AssetState, Operation } from '#shared/operations.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { saysTheSame } from '#shared/tasks/suggestion.ts'

/**
 * What a worker has suggested meanwhile and a person's browser, which had no connection, suggests too: taken back with the person's operations, so
 * that nobody decides the same twice.
 */
export function withdrawals(task: TaskId, { annotations }: AssetState, operations: readonly Operation[]): Operation[] {
  const proposed = operations.flatMap((operation) => (operation.type === 'create' && operation.origin ? [operation] : []))
  if (proposed.length === 0) return []
  const untouched = [...annotations.values()].filter(({ status, changedBy }) => status === 'suggested' && changedBy === null)
  return untouched
    .filter((suggested) => tasks[task].exclusive || proposed.some((one) => saysTheSame(one, suggested)))
    .map(({ id, revision }) => ({
      id: newId<OperationId>('op'),
      type: 'update',
      annotationId: id,
      base: revision,
      patch: { status: 'deleted' },
    }))
}
