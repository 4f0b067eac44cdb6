import type { JobContext } from '../jobs/runner.ts'

/** A job's progress is written to the database: not more often than people look. */
const REPORT_EVERY_SECONDS = 0.5

/** A progress reporter that says how many are done, how fast and how long it will take. */
export function reportRate(context: Pick<JobContext, 'progress'>, what: string) {
  let reportedAt = Number.NEGATIVE_INFINITY
  return async (done: number, total: number, seconds: number): Promise<void> => {
    if (seconds - reportedAt < REPORT_EVERY_SECONDS && done < total) return
    reportedAt = seconds
    const rate = done / Math.max(seconds, Number.EPSILON)
    const message = `${done} of ${total} ${what}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`
    await context.progress(total === 0 ? null : done / total, message, Math.round((total - done) / rate))
  }
}
