import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { CommandReply } from '#shared/events.ts'
import type { Bus } from '../bus.ts'
import { notFound } from '../errors.ts'
import type { Log } from '../log.ts'
import { commitsAfter } from '../replayed-asset.ts'
import type { Store } from '../store/store.ts'
import { type Committed, createCommitter } from './commit-operations.ts'
import { advance, assetOf, type HotAsset, loadHotAsset, loadUntouched } from './hot-asset.ts'
import type { CommitRequest } from './judge-commit.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createProjector } from './projector.ts'
import { createRecentAssets } from './recent-assets.ts'
import { assetsBehindTheirLog } from './stale-projections.ts'

/** Who missed more gets the whole state instead. */
const MOST_COMMITS_TO_CATCH_UP = 5000

export interface OperationLogDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'operations' | 'projects'>
  readonly bus?: Bus
  readonly log: Log
  readonly now?: () => number
  /** Annotations kept in memory over the assets last worked on; left out, what a server of many people needs. */
  readonly mostRecent?: number
}
export type Opened = CommandReply<'asset:open'>

/**
 * The append-only log of changes, one gapless order per asset, and its projection. A commit is acknowledged once it is durable;
 * what waits meanwhile goes to the database as one insert. Any number of these may work on one database: whoever finds a sequence
 * number taken reads, judges again and tries again.
 */
export function createOperationLog({ store, bus, log, now = Date.now, mostRecent }: OperationLogDeps) {
  const recent = createRecentAssets(mostRecent)
  const inTurn = oneAtATime<AssetId>()
  const projector = createProjector({ store, log })
  const committer = createCommitter({ store, bus, now, recent, projector, read })

  /** The asset as the log has it now; what the projection lacks is projected. */
  async function read(id: AssetId): Promise<HotAsset> {
    const known = recent.get(id)
    const latest = known ? advance(known, await commitsAfter(store, id, known.sequence)) : await loadHotAsset(store, id)
    if (!latest) throw notFound(`Asset ${id}`)
    recent.remember(latest.hot)
    if (latest.hot.sequence > latest.from) void projector.add(latest)
    return latest.hot
  }

  async function open(assetId: AssetId, since?: number): Promise<Opened> {
    const hot = await read(assetId)
    const row = await store.assets.findOne({ _id: assetId })
    if (!row) throw notFound(`Asset ${assetId}`)
    const asset = assetOf(row, hot)
    const { sequence, state } = hot
    if (since === undefined || since > sequence || sequence - since > MOST_COMMITS_TO_CATCH_UP)
      return { type: 'state', sequence, asset, annotations: [...state.annotations.values()] }
    const commits = await commitsAfter(store, assetId, since)
    return { type: 'commits', sequence, asset, commits: commits.filter((commit) => commit.sequence <= sequence) }
  }

  return {
    /** Makes changes durable; per operation what became of it. A repeated operation is answered as before. */
    commit: ({ assetId, ...request }: CommitRequest & { assetId: AssetId }): Promise<Committed> =>
      inTurn(assetId, () => committer.commit(assetId, request)),

    /** Reads assets that are about to get their first commit, all at once. Who commits to one of them meanwhile is found out when that lands. */
    async prepare(ids: readonly AssetId[]): Promise<void> {
      const unknown = ids.filter((id) => !recent.get(id))
      for (const hot of await loadUntouched(store, unknown)) recent.remember(hot)
    },

    /** The asset as it is now, or what was committed after `since`. Whoever asks must have checked that it may be seen. */
    open: (assetId: AssetId, since?: number): Promise<Opened> => inTurn(assetId, () => open(assetId, since)),

    /** The project of an asset; not_found where there is no such asset. */
    async projectOf(id: AssetId): Promise<ProjectId> {
      const known = recent.get(id)
      if (known) return known.state.projectId
      const row = await store.assets.findOne({ _id: id }, { projection: { projectId: 1 } })
      if (!row) throw notFound(`Asset ${id}`)
      return row.projectId
    },

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

    /** Ends in good order: what was accepted is durable and projected, unless the database is away. */
    async close(): Promise<void> {
      await committer.settled()
      await projector.close()
    },
  }
}
export type OperationLog = ReturnType<typeof createOperationLog>
