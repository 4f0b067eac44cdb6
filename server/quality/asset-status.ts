import type { AssetStatus } from '#shared/domain/asset.ts'
import { type AssetId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { Outcome } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import type { Action } from '#shared/policy.ts'

/** The log of changes, as far as the status of an image needs it. */
export interface AssetLog {
  readonly open: (assetId: AssetId) => Promise<{ readonly asset: { readonly status: AssetStatus; readonly revision: number } }>
  readonly commit: (request: {
    readonly assetId: AssetId
    readonly user: { readonly id: UserId } | null
    readonly operations: readonly Operation[]
    readonly may?: (action: Action, projectId: ProjectId) => boolean
  }) => Promise<{ readonly outcomes: readonly Outcome[] }>
  /** When what was committed is in the rows of the images too. */
  readonly settled: () => Promise<void>
}
/** On whose behalf: null for the rules themselves. */
export interface Actor {
  readonly user: { readonly id: UserId } | null
  readonly may?: (action: Action, projectId: ProjectId) => boolean
}

/**
 * Gives an image another status, as an operation of its log, or (`onlyFrom`) only where it has that one; the one it had, or null where it stays as it is.
 * Throws a sentence where it is refused.
 */
export async function changeStatus(
  log: AssetLog,
  actor: Actor,
  assetId: AssetId,
  status: AssetStatus,
  onlyFrom?: AssetStatus,
): Promise<AssetStatus | null> {
  const { asset } = await log.open(assetId)
  if (asset.status === status || (onlyFrom !== undefined && asset.status !== onlyFrom)) return null
  const operation = { id: newId<OperationId>('op'), type: 'asset', base: asset.revision, status } as const
  const { outcomes } = await log.commit({ ...actor, assetId, operations: [operation] })
  const [outcome] = outcomes
  if (outcome?.outcome === 'refused') throw new StatusRefused(outcome.message)
  return asset.status
}

/** Why an image keeps its status, for people. */
export class StatusRefused extends Error {
  override name = 'StatusRefused'
}
