import type { JobName, JobProgress } from '#shared/domain/job.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { JobRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { isUnreachable } from '../store/unreachable.ts'
import type { Queue } from './queue.ts'

const HEARTBEAT_MS = 2_000
/** Jobs are taken when a change is heard; this often anyway, for leases that ran out. */
const LOOK_AGAIN_MS = 2_000

/** Thrown by a handler whose job turned out to be needless; recorded as skipped, with the reason. */
export class SkipJob extends Error {}
/** Thrown by a handler that makes room for a job that cannot wait: its own goes back into the queue. */
export class GiveBack extends Error {}
/** Why a handler's signal was aborted. */
export type StopReason = 'cancelled' | 'lost' | 'closing'

/** What a handler gets beside its payload. */
export interface JobContext {
  readonly job: JobRow
  /** Aborted when somebody cancels, the lease is lost, or the worker ends; its reason is a StopReason. */
  readonly signal: AbortSignal
  progress(fraction: number | null, message: string, secondsLeft?: number | null): Promise<void>
  /** Throws unless this worker still holds the job: call it before an effect that must happen once. */
  holdOrThrow(): Promise<void>
}
export type JobHandler = (context: JobContext) => Promise<unknown>
export type JobHandlers = { readonly [K in JobName]: JobHandler }

/** Lanes run side by side, one job at a time each, so that an import never waits for a training. */
const LANES = [
  ['train'],
  ['tune'],
  ['prelabel', 'starter', 'evaluate', 'weigh'],
  ['change-labels'],
  ['supervise'],
  ['embed'],
  ['map', 'rank'],
  ['monitor', 'examine-quality'],
  // Apart from exports: another project of this very installation may be what it takes from.
  ['take'],
  ['backup'],
  ['import', 'undo-import', 'sample', 'snapshot', 'export', 'restore-version', 'branch', 'delete-project'],
] as const satisfies readonly JobName[][]

/** Takes and runs jobs until closed. Closing gives held jobs back for the next worker. */
export function runJobs(deps: { worker: string; queue: Queue; store: Pick<Store, 'watch'>; handlers: JobHandlers; log: Log }) {
  const closing = new AbortController()
  const wakers = new Set<() => void>()
  const wake = () => {
    for (const waker of wakers) waker()
  }
  const changes = deps.store.watch('jobs', ({ row }) => {
    if (row?.state === 'queued') wake()
  })
  const lanes = LANES.map(async (names) => {
    while (!closing.signal.aborted) {
      const row = await takeOrWait(names)
      if (row) await runJob({ ...deps, closing: closing.signal }, row)
    }
  })

  async function takeOrWait(names: readonly JobName[]): Promise<JobRow | null> {
    try {
      const row = await deps.queue.take(deps.worker, names)
      if (row) return row
    } catch (error) {
      deps.log.warn({ error: messageOf(error) }, 'The queue could not be read; trying again')
    }
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        wakers.delete(done)
        resolve()
      }
      const timer = setTimeout(done, LOOK_AGAIN_MS)
      wakers.add(done)
    })
    return null
  }

  return {
    async close() {
      closing.abort('closing' satisfies StopReason)
      wake()
      await Promise.all(lanes)
      await changes.end()
    },
  }
}

async function runJob(deps: { queue: Queue; handlers: JobHandlers; log: Log; closing: AbortSignal }, row: JobRow): Promise<void> {
  const { queue, log } = deps
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, deps.closing])
  const renew = async (progress?: JobProgress) => {
    const held = await queue.renew(row, progress)
    if (!held) stop.abort('lost' satisfies StopReason)
    if (held?.cancelRequested) stop.abort('cancelled' satisfies StopReason)
    return held !== null
  }
  // A renewal that fails (the database restarts) is tried again at the next beat; the lease outlasts several.
  const heartbeat = setInterval(
    () => renew().catch((error) => log.warn({ error: messageOf(error) }, 'A lease was not renewed')),
    HEARTBEAT_MS,
  )
  const context: JobContext = {
    job: row,
    signal,
    async progress(fraction, message, secondsLeft = null) {
      await renew({ fraction, message, secondsLeft })
    },
    async holdOrThrow() {
      if (!(await renew())) throw new Error('The job was taken over by another worker')
      signal.throwIfAborted()
    },
  }
  log.info({ job: row._id, name: row.name, attempt: row.attempt }, 'Job taken')
  try {
    const result = await deps.handlers[row.name](context)
    await queue.finish(row, 'succeeded', { result })
  } catch (error) {
    // A lane lives on whatever happens: what cannot be written of a job now is left to whoever takes it once its lease is over.
    await settleFailure(queue, row, signal, error, log).catch((unsettled: unknown) =>
      log.warn({ job: row._id, name: row.name, error: messageOf(unsettled) }, 'What became of a job was not written'),
    )
  } finally {
    clearInterval(heartbeat)
  }
}

async function settleFailure(queue: Queue, row: JobRow, signal: AbortSignal, error: unknown, log: Log): Promise<void> {
  if (signal.aborted && signal.reason === 'lost') return
  if (signal.aborted && signal.reason === 'closing') return queue.release(row)
  if (signal.aborted && signal.reason === 'cancelled') {
    await queue.finish(row, 'cancelled', { reason: 'Cancelled' })
    return
  }
  if (error instanceof GiveBack) return queue.release(row)
  if (error instanceof SkipJob) {
    await queue.finish(row, 'skipped', { reason: error.message })
    return
  }
  if (isUnreachable(error)) {
    log.warn({ job: row._id, name: row.name, error: messageOf(error) }, 'The database was away: the job is taken up again')
    return
  }
  log.error({ job: row._id, name: row.name, err: error }, 'Job failed')
  await queue.finish(row, 'failed', { reason: messageOf(error) })
}
