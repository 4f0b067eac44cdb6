import { setTimeout as pause } from 'node:timers/promises'
import type { AssetId, OperationId } from '#shared/domain/ids.ts'
import type { CommandReply, Outcome } from '#shared/events.ts'
import type { Bus } from '../bus.ts'
import { AppError, forbidden } from '../errors.ts'
import type { CommitRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { insertEach } from '../store/tolerant-writes.ts'
import { answersInLog, foreignCreations } from './answers-in-log.ts'
import { createBatches } from './batches.ts'
import type { HotAsset } from './hot-asset.ts'
import { type CommitRequest, type Judged, judgeCommit } from './judge-commit.ts'
import { createKnownProjects } from './known-projects.ts'
import type { Projector } from './projector.ts'
import type { RecentAssets } from './recent-assets.ts'
import { touchedTracks } from './tracks/touched-tracks.ts'

/** Attempts at landing a commit while other servers write to the same asset. */
const MOST_ATTEMPTS = 40
const LONGEST_PAUSE_MS = 20

export interface CommitDeps {
  readonly store: Pick<Store, 'operations' | 'projects'>
  readonly bus: Bus | undefined
  readonly now: () => number
  readonly recent: RecentAssets
  readonly projector: Projector
  /** The asset as the log has it now. */
  readonly read: (id: AssetId) => Promise<HotAsset>
}
export type Committed = CommandReply<'annotation:commit'>

/** Judges what comes, makes it durable together with whatever else waits, and hands it to the projection. One call per asset at a time. */
export function createCommitter({ store, bus, now, recent, projector, read }: CommitDeps) {
  const projectFor = createKnownProjects(store, now)
  const inserts = createBatches((rows: CommitRow[]) => insertEach(store.operations, rows))

  async function commit(id: AssetId, request: CommitRequest): Promise<Committed> {
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
      const { sequence } = judged.accepted.length > 0 ? judged.advance.hot : hot
      const answer = { sequence, outcomes: outcomesOf(request, judged, answered), at }
      if (judged.accepted.length === 0) return answer
      if (await land(request, judged, at)) {
        await keep(hot, request, judged)
        return answer
      }
      recent.forget(id)
      const ids = judged.accepted.map((operation) => operation.id)
      settle(await answersInLog(store, id, ids))
      settle(await foreignCreations(store, id, judged.accepted))
      await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, attempts + 1))
    }
    throw new AppError('unavailable', `Asset ${id} is being changed from too many places at once: send it again`)
  }

  /** Whether the commit is durable; false where its sequence number, an operation or a new annotation is in the log already. */
  async function land({ user }: CommitRequest, { advance, accepted, revisions }: Judged, at: number): Promise<boolean> {
    const { state, sequence } = advance.hot
    const { assetId, projectId } = state
    const place = { _id: `${assetId}:${sequence}`, assetId, projectId, sequence }
    const created = accepted.flatMap((operation) => (operation.type === 'create' ? [operation.annotationId] : []))
    const what = { operations: [...accepted], revisions: [...revisions], ...(created.length > 0 && { created }) }
    try {
      return (await inserts.add({ ...place, userId: user?.id ?? null, at, ...what })) === 'inserted'
    } catch (error) {
      // Nobody knows whether it landed: the next commit reads again.
      recent.forget(assetId)
      throw error
    }
  }

  async function keep(before: HotAsset, request: CommitRequest, { advance, accepted }: Judged): Promise<void> {
    const { user, may, isFollowing } = request
    const { projectId, assetId, status } = advance.hot.state
    recent.remember(advance.hot)
    const projected = projector.add(advance)
    if (before.state.status === 'approved' || status === 'approved')
      void projected.then(() => bus?.emit('asset.decided', { projectId, assetId }))
    const touched = user && may && !isFollowing ? touchedTracks(before.state, advance.hot.state, accepted) : []
    if (user && may && touched.length > 0)
      void projected.then(() => bus?.emit('tracks.changed', { projectId, assetId, user, may, touched }))
    // A worker's next step reads the projection; a person only waits for what is durable.
    if (user === null) await projected
  }

  return { commit, settled: inserts.settled }
}

function outcomesOf(request: CommitRequest, judged: Judged, answered: ReadonlyMap<OperationId, Outcome>): Outcome[] {
  const { sequence } = judged.advance.hot
  const sent = new Set(request.operations)
  const applied = new Map<OperationId, Outcome>(
    judged.accepted.map((operation, index) => {
      const { id } = operation
      const outcome = { id, outcome: 'applied', revision: judged.revisions[index] ?? 0, sequence } as const
      return [id, sent.has(operation) ? outcome : { ...outcome, kept: operation }]
    }),
  )
  return request.operations.flatMap(({ id }) => answered.get(id) ?? judged.refused.get(id) ?? applied.get(id) ?? [])
}
