import type { Store } from '../store/store.ts'
import { GiveBack, type JobContext } from './runner.ts'

const LOOK_EVERY_MS = 2_000
/** An idle worker takes what is queued at once; what is older waits for this one. */
const WAITING_AFTER_MS = 1_000

/** Does a patient job's work until one that cannot wait is queued: then its signal is aborted, and the job goes back into the queue. */
export async function givingWay<T>(
  { store }: { store: Pick<Store, 'jobs'> },
  context: JobContext,
  work: (context: JobContext) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const look = async () => {
    const waiting = await store.jobs.findOne({
      state: 'queued',
      name: context.job.name,
      patience: { $ne: 1 },
      createdAt: { $lt: Date.now() - WAITING_AFTER_MS },
    })
    if (waiting) stop.abort('lost')
  }
  // A look that fails (the database restarts) is tried again at the next beat.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS)
  try {
    return await work({ ...context, signal: AbortSignal.any([context.signal, stop.signal]) })
  } catch (error) {
    if (stop.signal.aborted && !context.signal.aborted) throw new GiveBack('Made room for a job that cannot wait')
    throw error
  } finally {
    clearInterval(timer)
  }
}
