import type { AssetId, OperationId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import type { Failure } from '#shared/result.ts'

/** An operation kept until the server has answered; with `refusal`, until a person has decided. */
export interface KeptOperation {
  readonly operation: Operation
  readonly refusal: Failure | null
}

/** One person's unanswered operations, kept in the order they were made. */
export interface Outbox {
  /** False where the browser keeps nothing (private windows): then they live as long as the page. */
  readonly isDurable: boolean
  /** What earlier pages left for this asset; from now on this page answers for it. */
  adopt(assetId: AssetId): Promise<KeptOperation[]>
  /** Adds operations, or replaces those with the same ids in their place. */
  keep(assetId: AssetId, kept: readonly KeptOperation[]): Promise<void>
  forget(ids: readonly OperationId[]): Promise<void>
  /** Assets for which earlier pages left something. */
  leftovers(): Promise<AssetId[]>
}

/** An outbox that ends with the page. */
export function createMemoryOutbox(): Outbox {
  const kept = new Map<OperationId, KeptOperation & { assetId: AssetId }>()
  return {
    isDurable: false,
    adopt: async (assetId) =>
      [...kept.values()].filter((entry) => entry.assetId === assetId).map(({ operation, refusal }) => ({ operation, refusal })),
    async keep(assetId, entries) {
      for (const entry of entries) kept.set(entry.operation.id, { ...entry, assetId })
    },
    async forget(ids) {
      for (const id of ids) kept.delete(id)
    },
    leftovers: async () => [...new Set([...kept.values()].map((entry) => entry.assetId))],
  }
}
