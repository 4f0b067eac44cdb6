import { type RunState, readCheckpoint } from './checkpoint.ts'
import { NO_LOSSES, standingOf } from './loss-trend.ts'
import { firstState, type PreparedRun } from './prepare-run.ts'

const MOST_RESTARTS = 3

/** Where a run begins: at the checkpoint of its work folder, or with fresh weights. */
export async function startOfRun(prepared: PreparedRun): Promise<RunState> {
  const { spec, digest, parameters } = prepared
  const checkpoint = await readCheckpoint(spec.workFolder, digest)
  return checkpoint ? inBatchesOf(checkpoint, parameters.batchSize) : freshStart(prepared)
}

async function freshStart(prepared: PreparedRun): Promise<RunState> {
  const { batchSize } = prepared.parameters
  const begun = { step: 0, progress: 0, seconds: 0, secondsLost: 0, losses: NO_LOSSES }
  const fresh = { ...begun, batchSize, rateFactor: 1, restarts: 0, best: null }
  return { learning: await firstState(prepared), ...fresh }
}

/** The same place in the data, counted in batches of another size. */
function inBatchesOf(state: RunState, batchSize: number): RunState {
  if (state.batchSize === batchSize) return state
  return { ...state, batchSize, step: Math.round((state.step * state.batchSize) / batchSize) }
}

/** Whether the weights of a run run away though its loss is finite. */
export function runsAway(prepared: PreparedRun, state: RunState): boolean {
  return isWatched(prepared, state) && standingOf(state.losses) === 'diverged'
}

/** Whether a run is above the loss that it began with: a checkpoint of it is none to go back to. */
export function isRising(prepared: PreparedRun, state: RunState): boolean {
  return isWatched(prepared, state) && ['worse', 'diverged'].includes(standingOf(state.losses))
}

/**
 * Whether the first losses of a run are a measure of the later ones, and going back may still help. A warm start is no measure: what it begins
 * with is good, and may become worse before it becomes better.
 */
function isWatched({ spec, task, parameters }: PreparedRun, { restarts }: RunState): boolean {
  const startsWell = parameters.warmStart && spec.warmStart !== undefined
  return !startsWell && !task.signedLoss && restarts < MOST_RESTARTS
}

/** Back to the last checkpoint, or to fresh weights where its loss was rising already, with half the learning rate; gives up with a clear message after some times. */
export async function afterBlowUp(prepared: PreparedRun, { restarts, rateFactor, seconds, step }: RunState): Promise<RunState> {
  if (restarts >= MOST_RESTARTS) {
    throw new Error(
      `the loss became infinite at step ${step} after ${restarts} restarts with a lower learning rate; set a lower learningRate`,
    )
  }
  const last = await startOfRun(prepared)
  const start = isRising(prepared, last) ? await freshStart(prepared) : last
  const secondsLost = seconds - (start.seconds - start.secondsLost)
  const losses = { ...start.losses, lately: [] }
  return { ...start, seconds, secondsLost, losses, restarts: restarts + 1, rateFactor: rateFactor / 2 }
}
