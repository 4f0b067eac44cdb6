import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import { isOpenStudy } from '#shared/domain/study.ts'
import { ACTIVE_RUN_STATES, isActiveRun } from '#shared/domain/training.ts'
import type { Config } from '../config.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { updateRun } from './run-records.ts'
import { type trialRuns, workFolderOf } from './trial-runs.ts'

interface SettleDeps {
  readonly store: Pick<Store, 'runs' | 'jobs' | 'studies'>
  readonly config: Pick<Config, 'dataFolder'>
  readonly trials: Pick<ReturnType<typeof trialRuns>, 'queued'>
}

/**
 * Brings the runs of studies and their jobs together again after a crash, and takes away what the runs of studies that have ended keep on
 * this machine. Called at start-up and now and then.
 */
export async function settleTrials(deps: SettleDeps): Promise<void> {
  await settleRuns(deps)
  await sweepWork(deps)
}

async function settleRuns({ store, trials }: SettleDeps): Promise<void> {
  for await (const row of store.runs.find({ state: { $in: [...ACTIVE_RUN_STATES] }, trial: { $ne: null } })) {
    const run = fromStored(row)
    const study = run.trial && (await store.studies.findOne({ _id: run.trial.studyId }))
    // Its job was cancelled with the study: resuming writes a new one.
    if (!study || study.state === 'paused') continue
    const job = await store.jobs.findOne({
      projectId: run.projectId,
      name: 'train',
      'payload.runId': run.id,
      'payload.stage': run.trial?.stage,
    })
    if (!job && isOpenStudy(study)) await trials.queued(run)
    else if (!job || isFinished(job)) {
      const state = job?.state === 'failed' ? 'failed' : 'cancelled'
      await updateRun(store, run.id, { state, message: job?.reason ?? 'Its study has ended', finishedAt: Date.now() })
    }
  }
}

async function sweepWork({ store, config }: SettleDeps): Promise<void> {
  for (const name of await readdir(join(config.dataFolder, 'work', 'runs')).catch(() => [])) {
    const run = await store.runs.findOne({ _id: name as RunId })
    if (!run?.trial || isActiveRun(run)) continue
    const study = await store.studies.findOne({ _id: run.trial.studyId })
    if (!study || !isOpenStudy(study)) await rm(workFolderOf(config, run._id), { recursive: true, force: true })
  }
}
