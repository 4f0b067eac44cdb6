import { noCounts } from '#shared/domain/asset.ts'
import type { AssetId, OperationId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { CommandReply, Commit, Outcome } from '#shared/events.ts'
import { type AssetState, applyEach, type Operation } from '#shared/operations.ts'
import type { Result } from '#shared/result.ts'

export const ASSET = 'asset_1' as AssetId
export const PROJECT = 'project_1' as ProjectId

type Opened = CommandReply<'asset:open'>
type Committed = CommandReply<'annotation:commit'>

/** The server's promises in memory, by the same shared/operations.ts: one order, repeated ids answered as before, stale changes refused. */
export function createSimulatedServer() {
  let state: AssetState = { projectId: PROJECT, assetId: ASSET, status: 'new', revision: 0, annotations: new Map() }
  const log: Commit[] = []
  const answers = new Map<OperationId, Outcome>()
  const listeners = new Set<(commit: Commit) => void>()

  function commit(userId: UserId, operations: readonly Operation[]): Result<Committed> {
    const fresh = operations.filter((operation) => !answers.has(operation.id))
    const at = log.length
    const sequence = log.length + 1
    const refusedNow = new Map<OperationId, Outcome>()
    const { state: next, refusals } = applyEach(state, fresh, { userId, at })
    const applied = fresh.filter((_, index) => !refusals[index])
    fresh.forEach((operation, index) => {
      const refusal = refusals[index]
      const current = operation.type === 'asset' ? null : (state.annotations.get(operation.annotationId) ?? null)
      if (refusal) refusedNow.set(operation.id, { id: operation.id, outcome: 'refused', ...refusal, current })
    })
    if (applied.length > 0) {
      let replayed = state
      for (const operation of applied) {
        replayed = applyEach(replayed, [operation], { userId, at }).state
        const revision =
          operation.type === 'asset' ? replayed.revision : (replayed.annotations.get(operation.annotationId)?.revision ?? 0)
        answers.set(operation.id, { id: operation.id, outcome: 'applied', revision, sequence })
      }
      state = next
      const landed: Commit = { assetId: ASSET, sequence, userId, at, operations: applied }
      log.push(landed)
      for (const listener of listeners) listener(landed)
    }
    const outcomes = operations.flatMap(({ id }) => answers.get(id) ?? refusedNow.get(id) ?? [])
    return { ok: true, value: { sequence: log.length, outcomes, at } }
  }

  function open(since?: number): Result<Opened> {
    const sequence = log.length
    if (since !== undefined) return { ok: true, value: { type: 'commits', sequence, asset: asset(), commits: log.slice(since) } }
    return { ok: true, value: { type: 'state', sequence, asset: asset(), annotations: [...state.annotations.values()] } }
  }

  const asset = () => ({
    id: ASSET,
    projectId: PROJECT,
    name: 'one.jpg',
    hash: '0',
    width: 640,
    height: 480,
    bytes: 1,
    format: 'jpeg',
    status: state.status,
    split: 'train' as const,
    group: 'one',
    sequence: log.length,
    revision: state.revision,
    counts: noCounts(),
    prelabelledBy: null,
    uncertainty: 0,
    reservedBy: null,
    reservedUntil: 0,
    createdAt: 0,
  })

  return {
    commit,
    open,
    state: () => state,
    log: log as readonly Commit[],
    hasApplied: (id: OperationId) => answers.has(id),
    onCommit(listener: (commit: Commit) => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
export type SimulatedServer = ReturnType<typeof createSimulatedServer>
