import { Cron } from 'croner'
import { AT_ONCE, type Connection, type ConnectionDraft } from '#shared/domain/connection.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Config } from '../config.ts'
import { AppError, invalid, messageOf, notFound } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import type { ConnectionRow } from '../store/collections.ts'
import { LISTED, loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { ConnectorDeps, Found } from './connectors/connector.ts'
import { findAt } from './connectors/index.ts'
import { forgetTaken } from './taken-files.ts'

type ConnectionStore = Pick<Store, 'connections' | 'projects'>

/** The places that a project takes from, by name. */
export async function listConnections(store: ConnectionStore, projectId: ProjectId): Promise<Connection[]> {
  const project = await loadProject(store, projectId)
  const rows = await store.connections.find({ projectId }).sort({ name: 1 }).toArray()
  return rows.map((row) => shown(row, project))
}

export async function loadConnection(store: ConnectionStore, projectId: ProjectId, name: string): Promise<ConnectionRow> {
  const row = await store.connections.findOne({ _id: keyOf(projectId, name) })
  if (!row) throw notFound(`Connection ${name}`)
  return row
}

/** Adds a place or changes it. A secret that is not given stays; of another place it would be somebody else's, and goes. */
export async function saveConnection(
  store: ConnectionStore,
  projectId: ProjectId,
  name: string,
  { secret, ...draft }: ConnectionDraft & { secret?: string | undefined },
): Promise<Connection> {
  const project = await loadProject(store, projectId)
  checkSchedule(draft, project)
  const before = await store.connections.findOne({ _id: keyOf(projectId, name) })
  const kept = before && addressOf(before) === addressOf(draft) ? before.secret : null
  const row: ConnectionRow = {
    _id: keyOf(projectId, name),
    projectId,
    name,
    ...draft,
    secret: secret === undefined ? kept : secret || null,
    createdAt: before?.createdAt ?? Date.now(),
    // Other options may want of the same files what the last time did not take.
    state: null,
    last: before?.last ?? null,
    watched: null,
  }
  await store.connections.replaceOne({ _id: row._id }, row, { upsert: true })
  return shown(row, project)
}

/** Takes a place away, and forgets what was fetched from it: added again, it is fetched anew. */
export async function removeConnection(
  store: Pick<Store, 'connections' | 'takenFiles'>,
  projectId: ProjectId,
  name: string,
): Promise<void> {
  const _id = keyOf(projectId, name)
  await store.connections.deleteOne({ _id })
  await forgetTaken(store, { _id })
}

/** What lies at the place of a connection now. */
export const findConnected = (
  { egress, folders }: Pick<Config, 'egress' | 'folders'>,
  { place, secret }: ConnectionRow,
  about: Pick<ConnectorDeps, 'signal' | 'taken'>,
): Promise<Found> => findAt(place, { secret, allowPrivate: egress === 'private', folders, ...about })

/** Asks a worker to take what is new at a place, now. A conflict where one does already. */
export async function requestTake(
  { store, queue }: { store: ConnectionStore; queue: Queue },
  row: ConnectionRow,
  { dryRun, now = Date.now() }: { dryRun: boolean; now?: number },
): Promise<NonNullable<Connection['last']>> {
  const { projectId, name } = row
  const job = await queue.add({ name: 'take', projectId, payload: { name, dryRun }, unique: `take:${row._id}` })
  const last = { jobId: job.id, at: now }
  if (!dryRun) await store.connections.updateOne({ _id: row._id }, { $set: { last } })
  return last
}

/** Takes from every place whose time has come. */
export async function takeWhatIsDue(deps: { store: ConnectionStore; queue: Queue }, now = Date.now()): Promise<void> {
  const { store } = deps
  for await (const row of store.connections.find({ schedule: { $type: 'string' } })) {
    const project = await store.projects.findOne({ _id: row.projectId, ...LISTED })
    if (!project) continue
    const due = nextOf(row, project)
    if (due === null || due > now) continue
    await requestTake(deps, row, { dryRun: false, now }).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
    })
  }
}

const keyOf = (projectId: ProjectId, name: string) => `${projectId}:${name}`

function shown(row: ConnectionRow, project: Pick<Project, 'loop'>): Connection {
  const { _id, secret, state: _state, asked: _asked, watched = null, ...rest } = row
  return { ...rest, watched, hasSecret: secret !== null, nextAt: nextOf(row, project) }
}

function nextOf({ schedule, last, createdAt }: ConnectionRow, { loop }: Pick<Project, 'loop'>): number | null {
  if (schedule === null || schedule === AT_ONCE) return null
  const cron = new Cron(schedule, { timezone: loop.clock.timeZone, paused: true })
  return cron.nextRun(new Date(last?.at ?? createdAt))?.getTime() ?? null
}

function checkSchedule({ schedule, place }: Pick<ConnectionDraft, 'schedule' | 'place'>, { loop }: Pick<Project, 'loop'>): void {
  if (schedule === null) return
  if (schedule === AT_ONCE && place.kind !== 'folder')
    throw invalid('Expected a folder to take from at once: other places do not say when something arrives')
  if (schedule === AT_ONCE) return
  try {
    new Cron(schedule, { timezone: loop.clock.timeZone, paused: true })
  } catch (error) {
    throw invalid(`Expected a schedule such as "0 * * * *" (every hour), got "${schedule}": ${messageOf(error)}`)
  }
}

/** Whom a secret is for. */
const addressOf = ({ place }: Pick<ConnectionDraft, 'place'>): string =>
  place.kind === 'bucket' ? `${place.endpoint} ${place.accessKey}` : place.kind === 'folder' ? place.path : place.url
