import { isFinished } from '#shared/domain/job.ts'
import { isOpenStudy } from '#shared/domain/study.ts'
import { ACTIVE_RUN_STATES } from '#shared/domain/training.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { updateRun } from './run-records.ts'
import type { trialRuns } from './trial-runs.ts'

interface SettleDeps {
  readonly store: Pick<Store, 'runs' | 'jobs' | 'studies'>
  readonly trials: Pick<ReturnType<typeof trialRuns>, 'queued'>
}

/** Brings the runs of studies and their jobs together again after a crash. Called at start-up and now and then. */
export async function settleTrials({ store, trials }: SettleDeps): Promise<void> {
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
