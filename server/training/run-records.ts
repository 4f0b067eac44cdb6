import { newId, type ProjectId, type RunId } from '#shared/domain/ids.ts'
import { ACTIVE_RUN_STATES, type Answered, type Run, type TriggerReason } from '#shared/domain/training.ts'
import type { TrainRequest } from '#shared/routes/loop.ts'
import { conflict, notFound } from '../errors.ts'
import { fromStored, toStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

type RunStore = Pick<Store, 'runs' | 'curves' | 'runLogs' | 'count'>

/**
 * A new pending run; a conflict where the project has one already, or where another one has `answered` the same first (unique indexes
 * decide, whoever races).
 */
export async function createRun(
  store: RunStore,
  projectId: ProjectId,
  request: TrainRequest,
  trigger: TriggerReason,
  answered?: Answered,
): Promise<Run> {
  // Asked first so that a refusal uses up no number; the index decides where two ask at once.
  if (await store.runs.findOne({ projectId, trial: null, state: { $in: [...ACTIVE_RUN_STATES] } })) throw pending()
  const run = { ...(await newRun(store, projectId, request, trigger)), ...(answered && { answered }) }
  try {
    await store.runs.insertOne(toStored(run))
  } catch (error) {
    if (isDuplicateKey(error, 'one_pending_run')) throw pending()
    if (isDuplicateKey(error, 'one_answer')) throw conflict('Another run has answered this already')
    throw error
  }
  return run
}

/** A run that is not stored yet, with the next number of its project. */
export async function newRun(
  store: Pick<Store, 'count'>,
  projectId: ProjectId,
  request: TrainRequest,
  trigger: TriggerReason,
): Promise<Run> {
  return {
    id: newId<RunId>('run'),
    projectId,
    number: await store.count(`runs:${projectId}`),
    state: 'queued',
    trigger,
    snapshotId: null,
    snapshotNumber: null,
    labels: null,
    architecture: request.architecture,
    architectureReason: null,
    requested: { ...request.parameters, ...(request.epochs !== undefined && { epochs: request.epochs }) },
    parameters: {},
    seed: request.seed,
    promote: request.promote,
    engine: null,
    attempt: 0,
    progress: null,
    metrics: { loss: null, validation: null, best: null },
    modelVersion: null,
    trial: null,
    message: null,
    createdAt: Date.now(),
    startedAt: null,
    finishedAt: null,
  }
}

const pending = () => conflict('A run of this project is pending already')

export async function loadRun(store: Pick<Store, 'runs'>, id: RunId): Promise<Run> {
  const row = await store.runs.findOne({ _id: id })
  if (!row) throw notFound(`Run ${id}`)
  return fromStored(row)
}

/** A run of a project; not_found where it is another one's. */
export async function loadRunOf(
  store: Pick<Store, 'runs'>,
  { projectId, runId }: { projectId: ProjectId; runId: RunId },
): Promise<Run> {
  const row = await store.runs.findOne({ _id: runId, projectId })
  if (!row) throw notFound(`Run ${runId}`)
  return fromStored(row)
}

/** Sets fields of a run; nothing happens to one that has ended. */
export async function updateRun(store: Pick<Store, 'runs'>, id: RunId, fields: Partial<Omit<Run, 'id'>>): Promise<void> {
  await store.runs.updateOne({ _id: id, finishedAt: null }, { $set: fields })
}

/** Writes a line into a run's log; it is about the training where no other step is named. */
export async function appendLog(store: Pick<Store, 'runLogs'>, runId: RunId, line: string, step = 'train'): Promise<void> {
  await store.runLogs.insertOne({ _id: newId('log'), runId, at: Date.now(), line, step })
}
