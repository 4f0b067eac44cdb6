import { setTimeout as sleep } from 'node:timers/promises'
import type { JobId, ProjectId, RunId } from '#shared/domain/ids.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { ACTIVE_RUN_STATES, type Answered, type Run, type TriggerReason } from '#shared/domain/training.ts'
import type { TrainRequest } from '#shared/routes/loop.ts'
import { conflict } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { createRun, loadRunOf, updateRun } from './run-records.ts'

/** A trainer hears of a cancel within a heartbeat. */
const LONGEST_WAIT_MS = 10_000
const LOOK_EVERY_MS = 100

/**
 * A pending run and the job that will carry it out, by a worker or by whoever holds it; a conflict where the project has a pending run already, or
 * one that `answered` the same.
 */
export async function requestRun(
  { store, queue, heldBy }: { store: Store; queue: Queue; heldBy?: string },
  projectId: ProjectId,
  request: TrainRequest,
  trigger: TriggerReason,
  answered?: Answered,
): Promise<{ run: Run; jobId: JobId }> {
  const run = await createRun(store, projectId, request, trigger, answered)
  const job = await queueRun({ store, queue }, run, heldBy === undefined ? {} : { heldBy })
  await recordDecision(store, {
    projectId,
    userId: null,
    type: 'training',
    sentence: `Run ${run.number} started: ${trigger.reason}`,
  })
  return { run, jobId: job.id }
}

// A run that is taken up again has had jobs before: whoever held the last of them must not be taken for a later one.
async function queueRun(
  { store, queue }: { store: Pick<Store, 'executions'>; queue: Queue },
  { id, projectId }: Pick<Run, 'id' | 'projectId'>,
  held: { heldBy?: string } = {},
): Promise<Job> {
  const execution = await store.executions.findOne({ _id: id }, { projection: { token: 1 } })
  const request = { name: 'train', projectId, payload: { runId: id }, unique: `train:${id}`, ...held } as const
  return queue.add({ ...request, afterToken: execution?.token ?? 0 })
}

/**
 * A run that a person asks for. Where one is pending already: the same one, if nothing particular was asked for and it sees all
 * that is approved; otherwise an automatic one makes room, and another person's does not.
 */
export async function requestRunByPerson(
  deps: { store: Store; queue: Queue },
  projectId: ProjectId,
  request: TrainRequest,
  name: string,
): Promise<{ run: Run; jobId: JobId }> {
  const pending = await pendingRun(deps, projectId)
  if (pending && isPlain(request) && (await seesAll(deps, pending.run))) return pending
  if (pending && pending.run.trigger.type !== 'person') await makeRoom(deps, pending)
  return requestRun(deps, projectId, request, { type: 'person', reason: `${name} asked for it` })
}

async function pendingRun({ store }: { store: Store }, projectId: ProjectId): Promise<{ run: Run; jobId: JobId } | null> {
  const row = await store.runs.findOne({ projectId, trial: null, state: { $in: [...ACTIVE_RUN_STATES] } })
  const job = row && (await newestJob(store, projectId, row._id))
  return job ? { run: fromStored(row), jobId: job._id } : null
}

// A run that was resumed has had several.
const newestJob = (store: Pick<Store, 'jobs'>, projectId: ProjectId, runId: RunId) =>
  store.jobs.findOne({ projectId, name: 'train', 'payload.runId': runId }, { sort: { createdAt: -1 } })

const isPlain = ({ architecture, epochs, parameters, promote, seed }: TrainRequest): boolean =>
  architecture === 'auto' && epochs === undefined && promote && seed === 0 && Object.keys(parameters).length === 0

// Its snapshot is still to be taken, or holds everything that is approved now.
const seesAll = async ({ store }: { store: Store }, { projectId, labels }: Run): Promise<boolean> =>
  labels === null || labels === (await store.annotations.countDocuments({ projectId, status: 'approved' }))

async function makeRoom(
  { store, queue }: { store: Store; queue: Queue },
  { run, jobId }: { run: Run; jobId: JobId },
): Promise<void> {
  await queue.cancel(jobId)
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_EVERY_MS) {
    if (isFinished(await queue.get(jobId))) break
    await sleep(LOOK_EVERY_MS)
  }
  const message = 'Made room for a run that a person asked for'
  await updateRun(store, run.id, { state: 'cancelled', message, progress: null, finishedAt: Date.now() })
}

/** Goes on with a run of the loop that failed or was cancelled; a conflict where it did neither, or another one is pending. */
export async function resumeRun(
  { store, queue }: { store: Store; queue: Queue },
  projectId: ProjectId,
  runId: RunId,
): Promise<void> {
  const run = await loadRunOf(store, { projectId, runId })
  if (run.trial || (run.state !== 'failed' && run.state !== 'cancelled'))
    throw conflict(`Only a run that failed or was cancelled can be resumed; run ${run.number} is ${run.state}`)
  try {
    await store.runs.updateOne(
      { _id: runId, state: run.state },
      { $set: { state: 'queued', message: null, finishedAt: null, progress: null } },
    )
  } catch (error) {
    if (isDuplicateKey(error, 'one_pending_run')) throw conflict('A run of this project is pending already')
    throw error
  }
  await queueRun({ store, queue }, run)
}

/**
 * Brings runs and jobs together again after a crash: a pending run whose job was never written gets one, and one whose job has
 * ended without a word ends too. Called at start-up and now and then.
 */
export async function settleOrphanRuns({ store, queue }: { store: Store; queue: Queue }): Promise<void> {
  for await (const row of store.runs.find({ state: { $in: [...ACTIVE_RUN_STATES] }, trial: null })) {
    const run = fromStored(row)
    const job = await newestJob(store, run.projectId, run.id)
    if (!job) await queueRun({ store, queue }, run)
    if (job && isFinished(job)) {
      const state = job.state === 'cancelled' ? 'cancelled' : 'failed'
      await updateRun(store, run.id, { state, message: job.reason ?? 'Its job ended', finishedAt: Date.now() })
    }
  }
}
