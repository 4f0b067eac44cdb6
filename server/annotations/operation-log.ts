import { setTimeout as pause } from 'node:timers/promises'
import type { AssetId, OperationId, ProjectId } from '#shared/domain/ids.ts'
import type { CommandReply, Outcome } from '#shared/events.ts'
import type { Bus } from '../bus.ts'
import { AppError, forbidden, notFound } from '../errors.ts'
import type { Log } from '../log.ts'
import type { CommitRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { insertEach } from '../store/tolerant-writes.ts'
import { answersInLog, foreignCreations } from './answers-in-log.ts'
import { createBatches } from './batches.ts'
import { advance, assetOf, commitsAfter, type HotAsset, loadHotAsset } from './hot-asset.ts'
import { type CommitRequest, type Judged, judgeCommit } from './judge-commit.ts'
import { createKnownProjects } from './known-projects.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createProjector } from './projector.ts'
import { createRecentAssets } from './recent-assets.ts'
import { assetsBehindTheirLog } from './stale-projections.ts'

/** Attempts at landing a commit while other servers write to the same asset. */
const MOST_ATTEMPTS = 40
const LONGEST_PAUSE_MS = 20
/** Who missed more gets the whole state instead. */
const MOST_COMMITS_TO_CATCH_UP = 5000

export interface OperationLogDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'operations' | 'projects'>
  readonly bus?: Bus
  readonly log: Log
  readonly now?: () => number
}
export type Opened = CommandReply<'asset:open'>
export type Committed = CommandReply<'annotation:commit'>

/**
 * The append-only log of changes, one gapless order per asset, and its projection. A commit is acknowledged once it is durable;
 * what waits meanwhile goes to the database as one insert. Any number of these may work on one database: whoever finds a sequence
 * number taken reads, judges again and tries again.
 */
export function createOperationLog({ store, bus, log, now = Date.now }: OperationLogDeps) {
  const recent = createRecentAssets()
  const inTurn = oneAtATime<AssetId>()
  const projectFor = createKnownProjects(store, now)
  const projector = createProjector({ store, log })
  const inserts = createBatches((rows: CommitRow[]) => insertEach(store.operations, rows))

  /** The asset as the log has it now; what the projection lacks is projected. */
  async function read(id: AssetId): Promise<HotAsset> {
    const known = recent.get(id)
    const latest = known ? advance(known, await commitsAfter(store, id, known.sequence)) : await loadHotAsset(store, id)
    if (!latest) throw notFound(`Asset ${id}`)
    recent.remember(latest.hot)
    if (latest.changed.size > 0) void projector.add(latest)
    return latest.hot
  }

  async function attempt(id: AssetId, request: CommitRequest): Promise<Committed> {
    const answered = new Map<OperationId, Outcome>()
    const settle = (outcomes: ReadonlyMap<OperationId, Outcome>) => {
      for (const [settled, outcome] of outcomes) answered.set(settled, outcome)
      return outcomes.size > 0
    }
    for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
      const remembered = recent.get(id)
      const hot = remembered ?? (await read(id))
      const { projectId } = hot.state
      if (request.user && !request.may?.('project:view', projectId)) throw forbidden('You have no role in this project')
      const project = await projectFor(projectId, request.operations)
      const at = now()
      const judged = judgeCommit(hot, project, request, at, answered)
      if (judged.refused.size > 0) {
        // A repeat looks like a refusal, and so does what another server has made possible meanwhile.
        const isRepeat = settle(await answersInLog(store, id, [...judged.refused.keys()]))
        const hasMoved = remembered !== undefined && (await read(id)).sequence > hot.sequence
        if (isRepeat || hasMoved) continue
      }
      // A worker makes its ids itself; a person's browser is not believed.
      if (request.user && settle(await foreignCreations(store, id, judged.accepted))) continue
      const answer = (sequence: number) => ({ sequence, outcomes: outcomesOf(request, judged, answered, sequence) })
      if (judged.accepted.length === 0) return answer(hot.sequence)
      if (await land(id, request, judged, at)) {
        await keep(hot, judged, request.user === null)
        return answer(judged.advance.hot.sequence)
      }
      recent.forget(id)
      settle(
        await answersInLog(
          store,
          id,
          judged.accepted.map((operation) => operation.id),
        ),
      )
      await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, attempts + 1))
    }
    throw new AppError('unavailable', `Asset ${id} is being changed from too many places at once: send it again`)
  }

  /** Whether the commit is durable; false where its sequence number or one of its operations is in the log already. */
  async function land(assetId: AssetId, { user }: CommitRequest, { advance, accepted, revisions }: Judged, at: number) {
    const { state, sequence } = advance.hot
    try {
      const landed = await inserts.add({
        _id: `${assetId}:${sequence}`,
        assetId,
        projectId: state.projectId,
        sequence,
        userId: user?.id ?? null,
        at,
        operations: [...accepted],
        revisions: [...revisions],
      })
      return landed === 'inserted'
    } catch (error) {
      // Nobody knows whether it landed: the next commit reads again.
      recent.forget(assetId)
      throw error
    }
  }

  async function keep(before: HotAsset, { advance }: Judged, isWorker: boolean): Promise<void> {
    const { projectId, assetId } = advance.hot.state
    recent.remember(advance.hot)
    const projected = projector.add(advance)
    if (before.state.status === 'approved' || advance.hot.state.status === 'approved')
      void projected.then(() => bus?.emit('asset.decided', { projectId, assetId }))
    // A worker's next step reads the projection; a person only waits for what is durable.
    if (isWorker) await projected
  }

  async function projectOf(id: AssetId): Promise<ProjectId> {
    const known = recent.get(id)
    if (known) return known.state.projectId
    const row = await store.assets.findOne({ _id: id }, { projection: { projectId: 1 } })
    if (!row) throw notFound(`Asset ${id}`)
    return row.projectId
  }

  return {
    /** Makes changes durable; per operation what became of it. A repeated operation is answered as before. */
    commit: ({ assetId, ...request }: CommitRequest & { assetId: AssetId }): Promise<Committed> =>
      inTurn(assetId, () => attempt(assetId, request)),

    /** The asset as it is now, or what was committed after `since`. Whoever asks must have checked that it may be seen. */
    open: (assetId: AssetId, since?: number): Promise<Opened> =>
      inTurn(assetId, async () => {
        const hot = await read(assetId)
        const row = await store.assets.findOne({ _id: assetId })
        if (!row) throw notFound(`Asset ${assetId}`)
        const asset = assetOf(row, hot)
        const { sequence, state } = hot
        if (since === undefined || since > sequence || sequence - since > MOST_COMMITS_TO_CATCH_UP)
          return { type: 'state', sequence, asset, annotations: [...state.annotations.values()] }
        const commits = await commitsAfter(store, assetId, since)
        return { type: 'commits', sequence, asset, commits: commits.filter((commit) => commit.sequence <= sequence) }
      }),

    projectOf,

    /** Projects what a server that died had made durable but not yet projected; how many assets that were. */
    async repairProjections(): Promise<number> {
      let repaired = 0
      for await (const assetId of assetsBehindTheirLog(store)) {
        recent.forget(assetId)
        await inTurn(assetId, () => read(assetId))
        repaired++
      }
      await projector.settled()
      return repaired
    },

    /** When everything acknowledged so far is in the lists and counters too. */
    settled: projector.settled,

    async close(): Promise<void> {
      await inserts.settled()
      await projector.close()
    },
  }
}
export type OperationLog = ReturnType<typeof createOperationLog>

function outcomesOf(
  request: CommitRequest,
  judged: Judged,
  answered: ReadonlyMap<OperationId, Outcome>,
  sequence: number,
): Outcome[] {
  const applied = new Map<OperationId, Outcome>(
    judged.accepted.map(({ id }, index) => [id, { id, outcome: 'applied', revision: judged.revisions[index] ?? 0, sequence }]),
  )
  return request.operations.flatMap(({ id }) => answered.get(id) ?? judged.refused.get(id) ?? applied.get(id) ?? [])
}
