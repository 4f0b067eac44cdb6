import type { RunId } from '#shared/domain/ids.ts'
import type { Execution, PipelineStep, StepExecution } from '#shared/domain/pipeline.ts'
import type { Run } from '#shared/domain/training.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { currentPipeline } from './pipeline-records.ts'

type ExecutionStore = Pick<Store, 'executions' | 'pipelines'>

/** Thrown where another worker has taken the run meanwhile: nothing of what this one does counts any more. */
export class ExecutionLost extends Error {}

/** How a run goes through its pipeline; null where it never began. */
export async function readExecution(store: Pick<Store, 'executions'>, id: RunId): Promise<Execution | null> {
  const row = await store.executions.findOne({ _id: id })
  return row && fromStored(row)
}

/**
 * Takes the execution of a run into one's hands, begun or new; with the fencing token of its job, so that an older holder writes
 * nothing more. What did not succeed is to be done again: all of it, or one step where others are at work on the rest.
 */
export async function openExecution(store: ExecutionStore, run: Run, token: number, only?: string): Promise<Execution> {
  const { steps, version } = await currentPipeline(store, run.projectId)
  const fresh = {
    projectId: run.projectId,
    runNumber: run.number,
    pipelineVersion: version,
    steps,
    states: steps.map(stateBefore),
    createdAt: Date.now(),
  }
  const row = await store.executions.findOneAndUpdate(
    { _id: run.id },
    { $setOnInsert: fresh, $max: { token } },
    { upsert: true, returnDocument: 'after' },
  )
  if (!row || row.token > token) throw lost(run.id)
  const isMine = (state: StepExecution) => (only === undefined || state.id === only) && isToBeDoneAgain(state)
  const states = row.states.map((state) => (isMine(state) ? { ...state, state: 'waiting' as const } : state))
  for (const state of states) if (isMine(state)) await writeState(store, run.id, token, state)
  return { ...fromStored(row), states }
}

/** Writes how far a step is. */
export async function writeState(
  store: Pick<Store, 'executions'>,
  id: RunId,
  token: number,
  state: StepExecution,
): Promise<void> {
  const { matchedCount } = await store.executions.updateOne(
    { _id: id, token, 'states.id': state.id },
    { $set: { 'states.$': state } },
  )
  if (matchedCount === 0) throw lost(id)
}

/** The newest other run of the project in which a step of this kind had this digest and succeeded. */
export async function findEarlier(
  store: Pick<Store, 'executions'>,
  run: Run,
  uses: StepExecution['uses'],
  digest: string,
): Promise<{ runNumber: number; outputs: unknown } | null> {
  const wanted = { uses, digest, state: 'succeeded' as const }
  const row = await store.executions.findOne(
    { projectId: run.projectId, 'states.digest': digest, _id: { $ne: run.id }, states: { $elemMatch: wanted } },
    { sort: { runNumber: -1 } },
  )
  const state = row?.states.find((one) => one.uses === uses && one.digest === digest && one.state === 'succeeded')
  return row && state ? { runNumber: row.runNumber, outputs: state.outputs } : null
}

const stateBefore = ({ id, uses, enabled }: PipelineStep): StepExecution => ({
  id,
  uses,
  state: enabled ? 'waiting' : 'off',
  attempt: 0,
  digest: null,
  inputs: {},
  outputs: null,
  cachedFrom: null,
  message: null,
  startedAt: null,
  finishedAt: null,
})

const isToBeDoneAgain = ({ state }: StepExecution): boolean => state !== 'waiting' && state !== 'succeeded' && state !== 'off'

const lost = (id: RunId) => new ExecutionLost(`Run ${id} was taken over by another worker`)
