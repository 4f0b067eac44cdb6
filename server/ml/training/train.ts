import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Engine } from '../engines/engine.ts'
import { saveModel } from '../models/model-file.ts'
import { arraysOfNetwork, type LearnedNetwork } from '../models/network-of-model.ts'
import { totalSize } from '../networks/weights.ts'
import type { ValidationFigures } from '../tasks/task.ts'
import { type RunState, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { learner } from './learner.ts'
import { learningFactors } from './learning-factors.ts'
import { learningRateShare } from './learning-rate.ts'
import { average, gradientNorm, learn } from './optimizer.ts'
import { advanced, type Goal, stepsLeft } from './pace.ts'
import { firstState, type PreparedRun } from './prepare-run.ts'
import { runReport } from './run-report.ts'
import type { TrainerMessage } from './trainer-messages.ts'
import { openTrainingData } from './training-data.ts'

const CHECKPOINT_EVERY_SECONDS = 15
const VALIDATIONS = 12
/** Earlier moments are not candidates for the best: on few images they win by luck. */
const BEST_FROM_PROGRESS = 0.6
/** With fewer validation images the last weights are taken, not the best. */
const LEAST_VALIDATION_IMAGES = 4
const MOST_RESTARTS = 3

/** What a finished training leaves. */
export type TrainedModel = {
  modelFolder: string
  architecture: string
  validation: ValidationFigures | null
  secondsElapsed: number
}

type TrainOptions = { prepared: PreparedRun; engine: Engine; report(message: TrainerMessage): void; isCancelled(): boolean }

/** Trains to the end of its goal and saves the model; continues from the work folder's checkpoint. Null where it was cancelled. */
export async function train({ prepared, engine, report, isCancelled }: TrainOptions): Promise<TrainedModel | null> {
  const { spec, architecture, parameters, network, task, digest } = prepared
  const goal = goalOf(prepared)
  let state = (await readCheckpoint(spec.workFolder, digest)) ?? (await freshRun(prepared))
  report({
    type: 'started',
    engine: engine.describe(),
    architecture: architecture.id,
    architectureReason: prepared.architectureReason,
    parameters,
    parametersCount: totalSize(network.weights),
    resumedAtStep: state.step,
  })
  const data = await openTrainingData(prepared, engine)
  const teach = learner({ engine, network, task, labels: spec.labels.length })
  const factors = learningFactors(network, { ...architecture.learning, weightDecay: parameters.weightDecay })
  const say = runReport({ report, goal, images: spec.train.length, batchSize: parameters.batchSize })
  const clock = stopwatch(state.seconds)
  let checkpointAt = state.seconds

  while (!isFinished(goal, state)) {
    if (isCancelled()) return stop()
    const learningRate = parameters.learningRate * state.rateFactor * learningRateShare(state.step, state.progress)
    const lesson = await teach(state.learning.weights, data.batch(state.step))
    const norm = gradientNorm(lesson.gradient)
    if (!Number.isFinite(norm) || !Number.isFinite(lesson.loss)) {
      state = await afterBlowUp(prepared, state)
      continue
    }
    learn(
      state.learning,
      lesson.gradient,
      factors,
      learningRate,
      Math.min(1, architecture.learning.gradientNorm / norm),
      state.step,
    )
    average(state.learning, lesson.statistics, state.step)
    const before = state.progress
    state = { ...state, progress: advanced(goal, state), step: state.step + 1, seconds: clock() }
    say.step(state, lesson.loss, learningRate)
    if (passes(before, state.progress)) state = await judged(state)
    if (clock() - checkpointAt >= (spec.checkpointEverySeconds ?? CHECKPOINT_EVERY_SECONDS)) {
      state = { ...state, seconds: clock() }
      checkpointAt = state.seconds
      await writeCheckpoint(spec.workFolder, digest, state)
      say.checkpoint(state)
    }
    await setImmediate()
  }

  const { learned, figures } = await chosen(state)
  const modelFolder = join(spec.workFolder, 'model')
  await saveModel(modelFolder, describe(prepared, engine), arraysOfNetwork(learned))
  data.close()
  return { modelFolder, architecture: architecture.id, validation: figures, secondsElapsed: clock() }

  /** Validates the averaged weights, and keeps them where they are the best so far. */
  async function judged(current: RunState): Promise<RunState> {
    const learned = averagedNetwork(current)
    const figures = await data.validate(learned)
    if (!figures) return current
    say.validation(current, figures)
    const eligible = current.progress >= BEST_FROM_PROGRESS && spec.validation.length >= LEAST_VALIDATION_IMAGES
    if (!eligible || figures.metric < (current.best?.figures.metric ?? 0)) return current
    return {
      ...current,
      best: { weights: learned.weights.slice(), statistics: learned.statistics.slice(), figures, step: current.step },
    }
  }

  /** The best network on the validation images, or the last one. */
  async function chosen({ best, ...current }: RunState): Promise<{ learned: LearnedNetwork; figures: ValidationFigures | null }> {
    if (best) return { learned: { network, weights: best.weights, statistics: best.statistics }, figures: best.figures }
    const learned = averagedNetwork({ ...current, best })
    return { learned, figures: await data.validate(learned) }
  }

  function averagedNetwork({ learning }: RunState): LearnedNetwork {
    return { network, weights: learning.averagedWeights, statistics: learning.averagedStatistics }
  }

  function stop(): null {
    data.close()
    return null
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

async function freshRun(prepared: PreparedRun): Promise<RunState> {
  return { learning: await firstState(prepared), step: 0, progress: 0, seconds: 0, rateFactor: 1, restarts: 0, best: null }
}

/** Back to the last checkpoint with half the learning rate; gives up with a clear message after some times. */
async function afterBlowUp(prepared: PreparedRun, { restarts, rateFactor, seconds, step }: RunState): Promise<RunState> {
  if (restarts >= MOST_RESTARTS) {
    throw new Error(
      `the loss became infinite at step ${step} after ${restarts} restarts with a lower learning rate; set a lower learningRate`,
    )
  }
  const good = (await readCheckpoint(prepared.spec.workFolder, prepared.digest)) ?? (await freshRun(prepared))
  return { ...good, seconds, restarts: restarts + 1, rateFactor: rateFactor / 2 }
}

/** Whether a validation is due between two marks of progress. */
function passes(before: number, after: number): boolean {
  return Math.floor(before * VALIDATIONS) < Math.floor(after * VALIDATIONS)
}

function describe({ spec, architecture, parameters, graph }: PreparedRun, engine: Engine) {
  return {
    task: spec.task,
    architecture: architecture.id,
    labels: spec.labels,
    input: { width: parameters.inputWidth, height: parameters.inputHeight },
    parameters,
    engine: engine.describe(),
    ...(graph ? { graph: [...graph.nodes] } : {}),
  }
}

/** Seconds since the start, on top of those spent before. */
function stopwatch(before: number): () => number {
  const started = performance.now()
  return () => before + (performance.now() - started) / 1000
}
