import { type RunState, readCheckpoint } from './checkpoint.ts'
import { firstState, type PreparedRun } from './prepare-run.ts'

const MOST_RESTARTS = 3

/** Where a run begins: at the checkpoint of its work folder, or with fresh weights. */
export async function startOfRun(prepared: PreparedRun): Promise<RunState> {
  const { spec, digest, parameters } = prepared
  const { batchSize } = parameters
  const checkpoint = await readCheckpoint(spec.workFolder, digest)
  if (checkpoint) return inBatchesOf(checkpoint, batchSize)
  const fresh = { step: 0, progress: 0, seconds: 0, batchSize, rateFactor: 1, restarts: 0, best: null }
  return { learning: await firstState(prepared), ...fresh }
}

/** The same place in the data, counted in batches of another size. */
function inBatchesOf(state: RunState, batchSize: number): RunState {
  if (state.batchSize === batchSize) return state
  return { ...state, batchSize, step: Math.round((state.step * state.batchSize) / batchSize) }
}

/** Back to the last checkpoint with half the learning rate; gives up with a clear message after some times. */
export async function afterBlowUp(prepared: PreparedRun, { restarts, rateFactor, seconds, step }: RunState): Promise<RunState> {
  if (restarts >= MOST_RESTARTS) {
    throw new Error(
      `the loss became infinite at step ${step} after ${restarts} restarts with a lower learning rate; set a lower learningRate`,
    )
  }
  return { ...(await startOfRun(prepared)), seconds, restarts: restarts + 1, rateFactor: rateFactor / 2 }
}
