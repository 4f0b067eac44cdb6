import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import type { Job, JobName, JobProgress, JobState } from '#shared/domain/job.ts'
import { conflict, notFound } from '../errors.ts'
import { fromStored, type JobRow } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

const LEASE_MS = 10_000
const OUTSIDE_LEASE_MS = 24 * 3600_000
/** No worker's lease reaches so far, whatever its clock says. */
const SURELY_OUTSIDE_MS = 3600_000
/** What comes by itself, up to once a minute in every project; nobody asks for one of them again once it has ended. */
const BY_ITSELF: ReadonlySet<JobName> = new Set(['prelabel', 'weigh', 'embed', 'map', 'rank', 'monitor', 'examine-quality'])
/** Ended jobs that came by themselves are remembered so long: a quarter of a year. */
const KEPT_MS = 90 * 24 * 3600_000
/** A job whose workers die this often without any progress is given up: it would take the next worker down too. */
const MOST_CRASHES = 4

export interface JobRequest {
  readonly name: JobName
  readonly projectId: ProjectId | null
  readonly payload: Record<string, unknown>
  /** At most one unfinished job may carry it; a second one is refused. */
  readonly unique?: string
  /** Waits until no job of its lane is queued that is not patient. */
  readonly patient?: boolean
  /** Who does it, outside of all workers: they take it only after a day without a word. */
  readonly heldBy?: string
  /** The token of an earlier job that did the same: this one's are higher, so that it may write what that one wrote. */
  readonly afterToken?: number
}

/**
 * Jobs in MongoDB: leases with a fencing token, cancel, progress, an attempt cap. A worker holds a job while it renews the
 * lease; when it dies, another one takes the job with a higher token and the first one's writes no longer match.
 */
export function createQueue(store: Pick<Store, 'jobs'>, now: () => number = Date.now) {
  const { jobs } = store
  return {
    async add(request: JobRequest): Promise<Job> {
      const row = newRow(request, now())
      try {
        await jobs.insertOne(row)
      } catch (error) {
        if (isDuplicateKey(error, 'one_unfinished')) throw conflict(`A ${request.name} is already waiting or running`)
        throw error
      }
      return toJob(row)
    },

    async get(id: JobId): Promise<Job> {
      const row = await jobs.findOne({ _id: id })
      if (!row) throw notFound(`Job ${id}`)
      return toJob(row)
    },

    async list(filter: {
      /** One project, or several. */
      projectId?: ProjectId | { readonly $in: ProjectId[] } | undefined
      name?: JobName | undefined
      state?: JobState | undefined
      limit: number
    }): Promise<Job[]> {
      const { projectId, name, state, limit } = filter
      const rows = await jobs
        .find({ ...(projectId && { projectId }), ...(name && { name }), ...(state && { state }) })
        .sort({ createdAt: -1 })
        .limit(limit)
        .toArray()
      return rows.map(toJob)
    },

    /** A queued job ends at once, a running one when its worker hears of it; nobody may be there to hear it of one that is held outside. */
    async cancel(id: JobId): Promise<Job> {
      const ended = { state: 'cancelled', finishedAt: now(), unique: null, lease: null } as const
      const isHeldOutside = { state: 'running', 'lease.until': { $gt: now() + SURELY_OUTSIDE_MS } } as const
      await jobs.updateOne({ _id: id, $or: [{ state: 'queued' }, isHeldOutside] }, { $set: { ...ended, cancelRequested: true } })
      await jobs.updateOne({ _id: id, state: 'running' }, { $set: { cancelRequested: true } })
      return this.get(id)
    },

    /** Takes the oldest job of these names that nobody holds, or null; the patient ones come last. */
    async take(worker: string, names: readonly JobName[]): Promise<JobRow | null> {
      const time = now()
      const free = {
        name: { $in: [...names] },
        $or: [{ state: 'queued' as const }, { state: 'running' as const, 'lease.until': { $lt: time } }],
      }
      const row = await jobs.findOneAndUpdate(
        free,
        [
          {
            $set: {
              state: 'running',
              lease: { worker, until: time + LEASE_MS },
              token: { $add: ['$token', 1] },
              attempt: { $add: ['$attempt', 1] },
              crashes: { $cond: [{ $eq: ['$state', 'running'] }, { $add: ['$crashes', 1] }, '$crashes'] },
              startedAt: { $ifNull: ['$startedAt', time] },
            },
          },
        ],
        { sort: { patience: 1, createdAt: 1 }, returnDocument: 'after' },
      )
      if (!row || row.crashes < MOST_CRASHES) return row
      await this.finish(row, 'failed', { reason: `Its worker ended ${row.crashes} times without any progress` })
      return null
    },

    /** Renews the lease; null where it was lost, otherwise whether somebody asked to cancel. */
    async renew(held: JobRow, progress?: JobProgress): Promise<{ cancelRequested: boolean } | null> {
      return await jobs.findOneAndUpdate(
        { _id: held._id, state: 'running', token: held.token },
        { $set: { 'lease.until': now() + LEASE_MS, ...(progress && { progress, crashes: 0 }) } },
        { returnDocument: 'after', projection: { cancelRequested: 1 } },
      )
    },

    /** A job that is done outside of all workers, as it is, for another day; not_found where it is not held like that. */
    async holdOutside(by: string, payload: Record<string, unknown>): Promise<JobRow> {
      const wanted = Object.fromEntries(Object.entries(payload).map(([name, value]) => [`payload.${name}`, value]))
      const row = await jobs.findOneAndUpdate(
        { ...wanted, state: 'running', 'lease.worker': by },
        { $set: { 'lease.until': now() + OUTSIDE_LEASE_MS } },
        { returnDocument: 'after' },
      )
      if (!row) throw notFound(`A job that ${by} holds`)
      return row
    },

    /** Ends a job that is still held under this token; false where it is not. */
    async finish(held: JobRow, state: JobState, end: { result?: unknown; reason?: string }): Promise<boolean> {
      const finishedAt = now()
      const ended = { state, result: end.result ?? null, reason: end.reason ?? null, finishedAt, lease: null, unique: null }
      const kept = BY_ITSELF.has(held.name) && { keptUntil: new Date(finishedAt + KEPT_MS) }
      const { matchedCount } = await jobs.updateOne(
        { _id: held._id, token: held.token, state: 'running' },
        { $set: { ...ended, ...kept } },
      )
      return matchedCount === 1
    },

    /** Gives a held job back, to be taken again at once: a worker that ends in good order. */
    async release(held: JobRow): Promise<void> {
      await jobs.updateOne({ _id: held._id, token: held.token, state: 'running' }, { $set: { state: 'queued', lease: null } })
    },

    async counts(): Promise<{ queued: number; running: number }> {
      const [queued, running] = await Promise.all([
        jobs.countDocuments({ state: 'queued' }),
        jobs.countDocuments({ state: 'running' }),
      ])
      return { queued, running }
    },
  }
}
export type Queue = ReturnType<typeof createQueue>

/** A row as the contract knows it. */
export const toJob = ({
  lease: _lease,
  token: _token,
  crashes: _crashes,
  unique: _unique,
  patience: _patience,
  keptUntil: _kept,
  ...row
}: JobRow): Job => fromStored(row)

function newRow(request: JobRequest, time: number): JobRow {
  return {
    _id: newId<JobId>('job'),
    name: request.name,
    projectId: request.projectId,
    payload: request.payload,
    state: request.heldBy === undefined ? 'queued' : 'running',
    attempt: 0,
    progress: null,
    result: null,
    reason: null,
    cancelRequested: false,
    createdAt: time,
    startedAt: null,
    finishedAt: null,
    lease: request.heldBy === undefined ? null : { worker: request.heldBy, until: time + OUTSIDE_LEASE_MS },
    token: request.afterToken ?? 0,
    crashes: 0,
    unique: request.unique ?? null,
    patience: request.patient ? 1 : 0,
  }
}
