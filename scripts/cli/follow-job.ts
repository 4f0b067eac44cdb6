import { setTimeout as sleep } from 'node:timers/promises'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from './api.ts'
import { CommandFailure } from './failure.ts'
import type { Terminal } from './terminal.ts'

const FIRST_LOOK_MS = 50
const LOOK_EVERY_MS = 500
/** A server that restarts while its job runs is waited for. */
export const RESTART_PATIENCE_MS = 120_000

/** Waits for the end of a job and gives its result; a job that failed or was cancelled is a failure here too. */
export async function followJob(api: Api, jobId: string, terminal: Terminal): Promise<unknown> {
  const job = await endOfJob(api, jobId, terminal)
  if (job.state === 'succeeded') return job.result
  throw new CommandFailure(
    `expected the ${job.name} job to succeed, but it was ${job.state}: ${job.reason ?? 'no reason given'}`,
    job.state,
  )
}

async function endOfJob(api: Api, jobId: string, terminal: Terminal): Promise<Job> {
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(2 * pauseMs, LOOK_EVERY_MS)) {
    const job = await api.call(routes.loop.job, { params: { jobId } }, { patienceMs: RESTART_PATIENCE_MS })
    if (isFinished(job)) return job
    if (job.progress) terminal.progress(job.progress.fraction, `${job.name}: ${job.progress.message}`, job.progress.secondsLeft)
    else terminal.progress(null, `${job.name}: ${job.state === 'queued' ? 'waiting for a worker' : 'running'}`)
    await sleep(pauseMs)
  }
}
