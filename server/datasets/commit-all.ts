import type { AssetId } from '#shared/domain/ids.ts'
import { MAX_OPERATIONS_PER_COMMIT, type Outcome } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'

/** Writes operations to the log; the operation log's own `commit`. */
export type ImportCommit = (request: {
  assetId: AssetId
  user: null
  operations: readonly Operation[]
}) => Promise<{ outcomes: readonly Outcome[] }>

/** Commits an asset's operations in order, however many they are; what became of each. */
export async function commitAll(commit: ImportCommit, assetId: AssetId, operations: readonly Operation[]): Promise<Outcome[]> {
  const all: Outcome[] = []
  for (let at = 0; at < operations.length; at += MAX_OPERATIONS_PER_COMMIT) {
    const part = operations.slice(at, at + MAX_OPERATIONS_PER_COMMIT)
    const { outcomes } = await commit({ assetId, user: null, operations: part })
    all.push(...outcomes)
  }
  return all
}
