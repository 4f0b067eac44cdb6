import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import { ACTIVE_RUN_STATES, type Run, type TriggerReason } from '#shared/domain/training.ts'
import type { TrainRequest } from '#shared/routes/loop.ts'
import type { Queue } from '../jobs/queue.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { createRun, updateRun } from './run-records.ts'

/** A pending run and the job that will carry it out; a conflict where the project has a pending run already. */
export async function requestRun(
  { store, queue }: { store: Store; queue: Queue },
  projectId: ProjectId,
  request: TrainRequest,
  trigger: TriggerReason,
): Promise<{ run: Run; jobId: JobId }> {
  const run = await createRun(store, projectId, request, trigger)
  const job = await queue.add({ name: 'train', projectId, payload: { runId: run.id }, unique: `train:${run.id}` })
  await recordDecision(store, {
    projectId,
    userId: null,
    type: 'training',
    sentence: `Run ${run.number} started: ${trigger.reason}`,
  })
  return { run, jobId: job.id }
}

/**
 * Brings runs and jobs together again after a crash: a pending run whose job was never written gets one, and one whose job has
 * ended without a word ends too. Called at start-up and now and then.
 */
export async function settleOrphanRuns({ store, queue }: { store: Store; queue: Queue }): Promise<void> {
  for await (const run of store.runs.find({ state: { $in: [...ACTIVE_RUN_STATES] } })) {
    const job = await store.jobs.findOne({ projectId: run.projectId, name: 'train', 'payload.runId': run._id })
    if (!job)
      await queue.add({ name: 'train', projectId: run.projectId, payload: { runId: run._id }, unique: `train:${run._id}` })
    if (job && isFinished(job)) {
      const state = job.state === 'cancelled' ? 'cancelled' : 'failed'
      await updateRun(store, run._id, { state, message: job.reason ?? 'Its job ended', finishedAt: Date.now() })
    }
  }
}
