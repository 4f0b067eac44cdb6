import { AT_ONCE, type ConnectionPlace, type Watched } from '#shared/domain/connection.ts'
import type { Config } from '../../config.ts'
import { AppError, messageOf } from '../../errors.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { Log } from '../../log.ts'
import type { ConnectionRow } from '../../store/collections.ts'
import { LISTED } from '../../store/projects.ts'
import type { Store } from '../../store/store.ts'
import { findConnected, requestTake } from '../connections.ts'
import { openedFolder } from '../connectors/folder.ts'
import { createBell } from './bell.ts'
import { type FolderEvents, folderEvents, whyNoEvents } from './folder-events.ts'

export interface WatchDeps {
  readonly store: Pick<Store, 'connections' | 'projects'>
  readonly queue: Queue
  readonly config: Pick<Config, 'egress' | 'folders'>
  readonly log: Log
  /** What keeps the events of a folder from being heard. */
  readonly whyNoEvents?: (folder: string) => Promise<string | null>
  readonly times?: Partial<Times>
}

/** In milliseconds. */
interface Times {
  /** How often connections are asked which of them are to be watched. */
  readonly refresh: number
  /** After an event, so long without another one before the folder is looked at; and how long at most. */
  readonly quiet: number
  readonly longestQuiet: number
  /** How often a folder is looked at where events are heard: none is lost for longer. And where none are. */
  readonly backstop: number
  readonly look: number
  /** While a take is under way that may have begun before what is new came. */
  readonly again: number
  /** After a take that failed, while nothing changes. */
  readonly retry: number
}
const TIMES: Times = {
  refresh: 3000,
  quiet: 500,
  longestQuiet: 5000,
  backstop: 60_000,
  look: 15_000,
  again: 2000,
  retry: 600_000,
}
/** Looking at a file takes some 50 microseconds: a folder of very many is looked at less often, a twentieth of the time. */
const PAUSE_PER_FILE_MS = 1

type FolderPlace = Extract<ConnectionPlace, { kind: 'folder' }>
interface Looked {
  readonly watched: Watched
  readonly files: number
  /** Somebody takes from it now. */
  readonly isBusy: boolean
}

/** Watches the folders of connections that are to be taken from at once, and asks for each state of theirs to be taken, once, whoever watches too. */
export function watchConnections(deps: WatchDeps): { close(): Promise<void> } {
  const { store, log } = deps
  const times = { ...TIMES, ...deps.times }
  const followed = new Map<string, { path: string; ending: AbortController; ended: Promise<void> }>()
  const ending = new AbortController()
  const running = refreshAgain()

  async function refreshAgain(): Promise<void> {
    const bell = createBell()
    while (!ending.signal.aborted) {
      await refresh().catch((error) => log.warn({ error: messageOf(error) }, 'Connections are looked at again later'))
      await bell.heard(times.refresh, ending.signal)
    }
    await Promise.all([...followed.keys()].map(leave))
  }

  async function refresh(): Promise<void> {
    const rows = await store.connections.find({ schedule: AT_ONCE }).toArray()
    const wanted = new Map(rows.flatMap(({ _id, place }) => (place.kind === 'folder' ? [[_id, place] as const] : [])))
    for (const [id, { path }] of followed) if (wanted.get(id)?.path !== path) await leave(id)
    for (const [id, place] of wanted) if (!followed.has(id)) follow(id, place)
  }

  function follow(id: string, place: FolderPlace): void {
    const own = new AbortController()
    followed.set(id, { path: place.path, ending: own, ended: watchFolder({ ...deps, times }, id, place, own.signal) })
  }

  async function leave(id: string): Promise<void> {
    const known = followed.get(id)
    followed.delete(id)
    known?.ending.abort()
    await known?.ended
  }

  return {
    async close() {
      ending.abort()
      await running
    },
  }
}

async function watchFolder(deps: WatchDeps & { times: Times }, id: string, place: FolderPlace, signal: AbortSignal) {
  const { log, times } = deps
  const bell = createBell()
  let events: { of: FolderEvents; folder: string } | null = null
  const hear = async (folder: string | null) => {
    if (events?.folder !== folder) {
      events?.of.close()
      events = folder === null ? null : { of: folderEvents(folder, bell.ring), folder }
    }
    await events?.of.listen()
  }
  while (!signal.aborted) {
    const looked = await lookAt(deps, { id, place, signal, hear }).catch((error: unknown) => {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'A folder is looked at again later')
      return null
    })
    const pause = looked?.isBusy ? times.again : looked?.watched.by === 'events' ? times.backstop : times.look
    await bell.heard(Math.max(pause, (looked?.files ?? 0) * PAUSE_PER_FILE_MS), signal)
    const last = Date.now() + times.longestQuiet
    while (Date.now() < last && (await bell.heard(times.quiet, signal)));
  }
  await hear(null)
}

interface LookAt {
  readonly id: string
  readonly place: FolderPlace
  readonly signal: AbortSignal
  readonly hear: (folder: string | null) => Promise<void>
}

async function lookAt(deps: WatchDeps & { times: Times }, { id, place, signal, hear }: LookAt): Promise<Looked> {
  const { store, config } = deps
  const watched = await listenTo(deps, place, hear)
  const nothing = { watched, files: 0, isBusy: false }
  const row = await store.connections.findOne({ _id: id })
  if (!row) return nothing
  if (row.watched?.by !== watched.by || row.watched.reason !== watched.reason)
    await store.connections.updateOne({ _id: id, schedule: AT_ONCE }, { $set: { watched } })
  if (watched.by === 'nothing') return nothing
  const { tree, state } = await findConnected(config, row, { signal })
  await tree.close()
  const files = tree.files.length
  return { watched, files, isBusy: files > 0 && !(await isAskedFor(deps, id, state)) }
}

async function listenTo(deps: WatchDeps, place: FolderPlace, hear: LookAt['hear']): Promise<Watched> {
  try {
    const folder = await openedFolder(place, deps.config)
    const reason = await (deps.whyNoEvents ?? whyNoEvents)(folder)
    if (reason !== null) {
      await hear(null)
      return { by: 'looks', reason }
    }
    return await hear(folder).then(
      () => ({ by: 'events', reason: null }) as const,
      async (error) => {
        await hear(null)
        return { by: 'looks', reason: messageOf(error) } as const
      },
    )
  } catch (error) {
    await hear(null)
    return { by: 'nothing', reason: messageOf(error) }
  }
}

async function hasFailed({ queue, times }: WatchDeps & { times: Times }, { last }: ConnectionRow): Promise<boolean> {
  if (last === null || last.at > Date.now() - times.retry) return false
  return (await queue.get(last.jobId)).state === 'failed'
}

// Whoever watches it too, one asks; false while a take is under way, which may have looked before the newest came, or where somebody was faster.
async function isAskedFor(deps: WatchDeps & { times: Times }, id: string, state: string): Promise<boolean> {
  const { store, queue } = deps
  const row = await store.connections.findOne({ _id: id })
  const project = row && (await store.projects.findOne({ _id: row.projectId, ...LISTED }, { projection: { _id: 1 } }))
  if (!row || !project || state === row.state) return true
  if (state === row.asked && !(await hasFailed(deps, row))) return true
  const same = { _id: id, state: row.state, asked: row.asked ?? null, schedule: AT_ONCE } as const
  const { modifiedCount } = await store.connections.updateOne(same, { $set: { asked: state } })
  if (modifiedCount === 0 && state !== row.asked) return false
  try {
    await requestTake({ store, queue }, row, { dryRun: false })
    return true
  } catch (error) {
    await store.connections.updateOne({ _id: id, asked: state }, { $set: { asked: null } })
    if (error instanceof AppError && error.code === 'conflict') return false
    throw error
  }
}
