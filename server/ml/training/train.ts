import { setImmediate } from 'node:timers/promises'
import type { Engine } from '../engines/engine.ts'
import type { OnDisk } from '../images/pixel-store.ts'
import { totalSize } from '../networks/weights.ts'
import { averagedNetwork, chosenNetwork, isSettled, withBest } from './best-so-far.ts'
import { type RunState, writeCheckpoint } from './checkpoint.ts'
import { fitNetwork } from './fit-network.ts'
import { withLoss } from './loss-trend.ts'
import { advanced, type Goal, secondsBetweenCheckpoints, stepsLeft } from './pace.ts'
import type { PreparedRun } from './prepare-run.ts'
import { runReport } from './run-report.ts'
import { afterBlowUp, isRising, runsAway, startOfRun } from './run-start.ts'
import { saveTrained } from './save-trained.ts'
import { teacher } from './teacher.ts'
import type { TrainedModel, TrainerMessage } from './trainer-messages.ts'
import { openTrainingData } from './training-data.ts'
import { BELIEVED_FROM } from './unlabelled-finds.ts'

const VALIDATIONS = 12

type TrainOptions = {
  prepared: PreparedRun
  engine: Engine
  report(message: TrainerMessage): void
  isCancelled(): boolean
  /** Brings blobs to local files, for a spec with images that are blobs. */
  onDisk?: OnDisk
}

/** Trains to the end of its goal, or as far as it is asked to, and saves the model; continues from the work folder's checkpoint. Null where it was cancelled. */
export async function train({ prepared, engine, report, isCancelled, onDisk }: TrainOptions): Promise<TrainedModel | null> {
  const { spec, architecture, parameters, network, digest } = prepared
  const goal = goalOf(prepared)
  let state = await startOfRun(prepared)
  report(started(prepared, engine, state))
  if (architecture.fitted) return fitNetwork({ prepared, engine, report, isCancelled, onDisk })
  const data = await openTrainingData(prepared, engine, state.progress, onDisk)
  const teach = teacher(prepared, engine, data)
  const say = runReport({ report, goal, images: spec.train.length, batchSize: parameters.batchSize })
  const clock = stopwatch(state.seconds)
  const stopAfter = spec.stopAfter ?? 1
  let checkpointAt = state.seconds
  let pause = secondsBetweenCheckpoints(0)

  try {
    while (!isFinished(goal, state) && state.progress < stopAfter && !isSettled(state, parameters.patience / VALIDATIONS)) {
      if (isCancelled()) {
        await keep()
        return null
      }
      const { loss, learningRate, blewUp } = await teach(state)
      if (blewUp) {
        await goBack()
        continue
      }
      const before = state.progress
      const losses = withLoss(state.losses, loss)
      state = { ...state, losses, progress: advanced(goal, state), step: state.step + 1, seconds: clock() }
      say.step(state, loss, learningRate)
      if (runsAway(prepared, state)) {
        await goBack()
        continue
      }
      if (isValidationDue(before, state.progress)) state = await validated(state)
      if (parameters.ignoreUnlabelled && before < BELIEVED_FROM && state.progress >= BELIEVED_FROM)
        await data.ignoreUnlabelled(averagedNetwork(network, state))
      if (clock() - checkpointAt >= (spec.checkpointEverySeconds ?? pause) && !isRising(prepared, state)) await keep()
      await setImmediate()
    }
    if (stopAfter < 1) await keep()
    const learned = chosenNetwork(network, state)
    const validation = state.best?.figures ?? (await data.validate(learned))
    const modelFolder = await saveTrained(prepared, engine, learned)
    return { modelFolder, architecture: architecture.id, validation, secondsElapsed: clock() }
  } finally {
    data.close()
  }

  async function goBack(): Promise<void> {
    const from = state.step
    state = await afterBlowUp(prepared, state)
    report({ type: 'wentBack', from, step: state.step, rateFactor: state.rateFactor })
  }

  async function validated(current: RunState): Promise<RunState> {
    const figures = await data.validate(averagedNetwork(network, current))
    if (!figures) return current
    say.validation(current, figures)
    return withBest(current, figures, spec.validation.length)
  }

  async function keep(): Promise<void> {
    state = { ...state, seconds: clock() }
    await writeCheckpoint(spec.workFolder, digest, state)
    checkpointAt = clock()
    const seconds = checkpointAt - state.seconds
    pause = secondsBetweenCheckpoints(seconds)
    say.checkpoint(state, seconds)
  }
}

function started(
  { architecture, architectureReason, parameters, network }: PreparedRun,
  engine: Engine,
  { step }: RunState,
): TrainerMessage {
  return {
    type: 'started',
    engine: engine.describe(),
    architecture: architecture.id,
    architectureReason,
    parameters,
    parametersCount: totalSize(network.weights),
    resumedAtStep: step,
  }
}

function goalOf({ parameters, spec }: PreparedRun): Goal {
  const { epochs, timeBudgetSeconds, batchSize } = parameters
  if (epochs !== null) return { steps: Math.ceil((epochs * spec.train.length) / batchSize) }
  return { seconds: timeBudgetSeconds ?? 0, stretches: (spec.parameters.timeBudgetSeconds ?? 'auto') === 'auto' }
}

function isFinished(goal: Goal, state: RunState): boolean {
  return state.progress >= 1 || stepsLeft(goal, state) === 0
}

function isValidationDue(before: number, after: number): boolean {
  return Math.floor(before * VALIDATIONS) < Math.floor(after * VALIDATIONS)
}

/** Seconds since the start, on top of those spent before. */
function stopwatch(before: number): () => number {
  const startedAt = performance.now()
  return () => before + (performance.now() - startedAt) / 1000
}
