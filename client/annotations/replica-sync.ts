import type { Asset } from '#shared/domain/asset.ts'
import type { AssetId, OperationId, UserId } from '#shared/domain/ids.ts'
import { type CommandReply, type Commit, MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import type { Failure } from '#shared/result.ts'
import { type AssetTransport, type Connection, ConnectionLost } from './asset-transport.ts'
import { createEarlyCommits } from './early-commits.ts'
import {
  type AppliedOutcome,
  afterAnswers,
  afterCommit,
  nextBatch,
  overtaken,
  type Pending,
  type Replica,
  without,
} from './pending.ts'
import { createRetryTimer } from './retry-timer.ts'

/** Failures that pass by themselves; everything else is an answer. */
const PASSING: ReadonlySet<string> = new Set(['unavailable', 'internal', 'too_many_requests'])

export interface ReplicaSyncDeps {
  readonly assetId: AssetId
  readonly userId: UserId
  readonly transport: AssetTransport
  /** After anything that a person could see has changed. */
  readonly onChange: () => void
  readonly onRefused: (operation: Operation, failure: Failure) => void
}

/**
 * Keeps a replica of one asset in step with the server: applies commits in their order, asks for those that are missing,
 * sends what is pending (one commit in flight), and survives lost connections, repeats and sign-outs.
 */
export function createReplicaSync({ assetId, userId, transport, onChange, onRefused }: ReplicaSyncDeps) {
  let replica: Replica | null = null
  let asset: Asset | null = null
  let unopened: Pending[] = []
  const early = createEarlyCommits()
  const retry = createRetryTimer(() => void resume())
  let failure: Failure | null = null
  let isSignedOut = false
  let isFlushing = false
  let isClosed = false
  let catchingUp: Promise<void> | null = null
  let limit = MAX_OPERATIONS_PER_COMMIT

  const isConnected = () => transport.connection() === 'connected'

  function receive(commit: Commit) {
    if (commit.assetId !== assetId || isClosed) return
    if (replica && commit.sequence <= replica.sequence) return
    early.add(commit)
    drain()
    if (!early.isEmpty() && replica) void settle(catchUp())
  }

  // Applies what has come in order; keeps what came too early.
  function drain() {
    if (!replica) return
    for (let next = early.takeNext(replica.sequence); next; next = early.takeNext(replica.sequence))
      replica = afterCommit(replica, next)
    dropOvertaken()
    onChange()
  }

  function dropOvertaken() {
    if (!replica) return
    const lost = overtaken(replica)
    if (lost.length === 0) return
    replica = without(replica, new Set(lost.map(({ operation }) => operation.id)))
    for (const { operation, refusal } of lost) onRefused(operation, refusal)
  }

  function catchUp(): Promise<void> {
    catchingUp ??= reopen().finally(() => {
      catchingUp = null
    })
    return catchingUp
  }

  async function reopen() {
    const result = await transport.open(assetId, replica?.sequence)
    if (isClosed) return
    if (result.ok) return take(result.value)
    failed(result.error)
  }

  function take(reply: CommandReply<'asset:open'>) {
    failure = null
    isSignedOut = false
    asset = reply.asset
    if (reply.type === 'state' && (!replica || reply.sequence > replica.sequence)) {
      const { projectId, status, revision } = reply.asset
      const annotations = new Map(reply.annotations.map((annotation) => [annotation.id, annotation]))
      const confirmed = { projectId, assetId, status, revision, annotations }
      replica = { confirmed, sequence: reply.sequence, pending: replica?.pending ?? unopened }
      unopened = []
    }
    if (reply.type === 'commits') for (const commit of reply.commits) early.add(commit)
    drain()
  }

  async function flush() {
    if (isFlushing) return
    isFlushing = true
    try {
      while (replica && isConnected() && !isSignedOut && !isClosed) {
        const batch = nextBatch(replica.pending, limit)
        if (batch.length === 0 || !(await send(batch))) break
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      if (isConnected()) retry.later()
    } finally {
      isFlushing = false
      onChange()
    }
  }

  // True where sending may go on.
  async function send(batch: Operation[]): Promise<boolean> {
    const ids = new Set(batch.map((operation) => operation.id))
    const isFirstTry = replica?.pending.every((entry) => !entry.sent || !ids.has(entry.operation.id)) ?? true
    markSent(ids)
    const result = await transport.commit(assetId, batch)
    if (result.ok) {
      if (!(await answered(batch, result.value, isFirstTry))) return false
      retry.succeeded()
      limit = MAX_OPERATIONS_PER_COMMIT
      return true
    }
    if (isPassing(result.error)) return failed(result.error)
    // One bad operation must not take its neighbours down: send them one by one, and refuse the culprit.
    if (batch.length > 1) limit = 1
    else refuse(batch, () => result.error)
    return true
  }

  // False where the answer could not be taken in, because commits before it are missing: what was sent stays pending.
  async function answered(batch: Operation[], reply: CommandReply<'annotation:commit'>, isFirstTry: boolean): Promise<boolean> {
    const applied = reply.outcomes.filter((outcome) => outcome.outcome === 'applied')
    const refused = new Map(reply.outcomes.flatMap((outcome) => (outcome.outcome === 'refused' ? [[outcome.id, outcome]] : [])))
    const sequences = new Set(applied.map((outcome) => outcome.sequence))
    const [sequence] = sequences
    if (replica && isFirstTry && sequences.size === 1 && sequence === replica.sequence + 1) {
      const landed = new Map(applied.map((outcome) => [outcome.id, outcome]))
      const operations = batch.filter(({ id }) => landed.has(id)).map((operation) => landed.get(operation.id)?.kept ?? operation)
      early.add({ assetId, sequence, userId, at: reply.at, operations })
      drain()
    }
    settleHeld(applied)
    if (replica && replica.sequence < reply.sequence) await catchUp()
    if (replica && applied.every((outcome) => outcome.sequence <= (replica?.sequence ?? 0))) settleHeld(applied)
    refuse(batch, (operation) => refused.get(operation.id) ?? null)
    return true
  }

  // Repeated answers may be about commits that the replica was opened with.
  function settleHeld(applied: readonly AppliedOutcome[]) {
    if (!replica) return
    const { sequence } = replica
    replica = afterAnswers(
      replica,
      applied.filter((outcome) => outcome.sequence <= sequence),
    )
  }

  function refuse(batch: readonly Operation[], why: (operation: Operation) => Failure | null) {
    if (!replica) return
    const refused = batch.flatMap((operation) => {
      const failure = why(operation)
      return failure ? [{ operation, failure }] : []
    })
    replica = without(replica, new Set(refused.map(({ operation }) => operation.id)))
    for (const { operation, failure } of refused) onRefused(operation, failure)
    dropOvertaken()
    onChange()
  }

  function markSent(ids: ReadonlySet<OperationId>) {
    if (!replica) return
    const pending = replica.pending.map((entry) => (ids.has(entry.operation.id) ? { ...entry, sent: true } : entry))
    replica = { ...replica, pending }
  }

  function failed(error: Failure): false {
    isSignedOut = error.code === 'unauthenticated'
    if (!isSignedOut) failure = error
    if (isPassing(error)) retry.later()
    onChange()
    return false
  }

  async function settle(work: Promise<void>) {
    try {
      await work
      if (!early.isEmpty() && isConnected()) retry.later()
      await flush()
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      if (isConnected()) retry.later()
    }
  }

  /** Joins the asset (again), takes what was missed and sends what is pending. */
  async function resume() {
    retry.stop()
    if (isClosed) return
    isSignedOut = false
    if (isConnected()) await settle(catchUp())
    onChange()
  }

  const stops = [
    transport.onCommit(receive),
    transport.onConnection((connection) => {
      onChange()
      if (connection === 'connected') void resume()
    }),
  ]

  return {
    resume,
    replica: () => replica,
    asset: () => asset,
    /** Why the asset could not be opened, or the last passing failure. */
    failure: () => failure,
    connection: (): Connection => (isSignedOut ? 'signed-out' : transport.connection()),
    enqueue(operations: readonly Operation[], wasSent = false) {
      const entries = operations.map((operation) => ({ operation, sent: wasSent }))
      if (replica) replica = { ...replica, pending: [...replica.pending, ...entries] }
      else unopened = [...unopened, ...entries]
      void flush()
    },
    close() {
      isClosed = true
      retry.stop()
      for (const stop of stops) stop()
      if (isConnected()) transport.close(assetId)
    },
  }
}

const isPassing = (error: Failure): boolean => PASSING.has(error.code) || error.code === 'unauthenticated'
