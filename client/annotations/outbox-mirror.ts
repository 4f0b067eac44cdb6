import type { AssetId, OperationId } from '#shared/domain/ids.ts'
import type { Failure } from '#shared/result.ts'
import type { Conflict } from './conflict.ts'
import type { KeptOperation, Outbox } from './outbox.ts'
import type { Pending } from './pending.ts'

/**
 * Makes the outbox hold exactly what waits for an answer or a decision. Writes happen one after the other, in the background; what a
 * full disk refused is tried again with the next change.
 */
export function createOutboxMirror(outbox: Outbox, assetId: AssetId, onFailure: (error: unknown) => void) {
  let mirrored = new Map<OperationId, KeptOperation>()
  let refused: ReadonlySet<OperationId> = new Set()
  let writing: Promise<void> = Promise.resolve()

  function write(task: () => Promise<void>, ids: readonly OperationId[]) {
    writing = writing.then(task).then(
      () => {
        refused = new Set()
      },
      (error: unknown) => {
        for (const id of ids) mirrored.delete(id)
        refused = new Set(ids)
        onFailure(error)
      },
    )
  }

  return {
    /** What earlier pages left; nothing where the browser cannot say. */
    async adopt(): Promise<KeptOperation[]> {
      const kept = await outbox.adopt(assetId).catch((error: unknown) => {
        onFailure(error)
        return []
      })
      mirrored = new Map(kept.map((entry) => [entry.operation.id, entry]))
      return kept
    },
    show(pending: readonly Pending[], conflicts: readonly Conflict[]) {
      const next = new Map<OperationId, KeptOperation>()
      for (const conflict of conflicts)
        for (const operation of conflict.operations) next.set(operation.id, { operation, refusal: failureOf(conflict) })
      for (const { operation } of pending) next.set(operation.id, { operation, refusal: null })
      const gone = [...mirrored.keys()].filter((id) => !next.has(id))
      const fresh = [...next.values()].filter((entry) => !isSame(mirrored.get(entry.operation.id), entry))
      const freshIds = fresh.map(({ operation }) => operation.id)
      mirrored = next
      if (freshIds.some((id) => !refused.has(id))) write(() => outbox.keep(assetId, fresh), freshIds)
      else for (const id of freshIds) mirrored.delete(id)
      if (gone.length > 0) write(() => outbox.forget(gone), [])
    },
    /** Whether this much of what waits would be lost with the page. */
    isBehind: (waiting: number): boolean => waiting > mirrored.size,
    /** Resolves when everything shown so far is written. */
    written: () => writing,
  }
}

const failureOf = ({ code, message }: Conflict): Failure => ({ code, message })

const isSame = (a: KeptOperation | undefined, b: KeptOperation): boolean =>
  a !== undefined && a.operation === b.operation && a.refusal?.message === b.refusal?.message
