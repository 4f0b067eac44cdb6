import type { JobContext } from '../jobs/runner.ts'

/** A job's progress is written to the database: not more often than people look. */
const REPORT_EVERY_SECONDS = 0.5
/** Slower rates are told with a decimal. */
const EXACT_BELOW = 10

/** A progress reporter that says how many are done, how fast and how long it will take. */
export function reportRate(context: Pick<JobContext, 'progress'>, what: string) {
  let reportedAt = Number.NEGATIVE_INFINITY
  return async (done: number, total: number, seconds: number): Promise<void> => {
    if (seconds - reportedAt < REPORT_EVERY_SECONDS) return
    reportedAt = seconds
    if (done === 0) return context.progress(0, `${total} ${what} to do`)
    const rate = done / seconds
    const message = `${done} of ${total} ${what}, ${rate < EXACT_BELOW ? rate.toFixed(1) : Math.round(rate)} a second`
    // What turns out to be an image by its content alone is not in the total.
    await context.progress(Math.min(1, done / total), message, Math.max(0, Math.round((total - done) / rate)))
  }
}
