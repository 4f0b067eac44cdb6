import type { ValidationFigures } from '../tasks/task.ts'
import type { RunState } from './checkpoint.ts'
import { type Goal, secondsPerStep, stepsLeft } from './pace.ts'
import type { TrainerMessage } from './trainer-messages.ts'

const PROGRESS_EVERY_MILLISECONDS = 500
const METRICS_EVERY_MILLISECONDS = 1500

type ReportOptions = { report(message: TrainerMessage): void; goal: Goal; images: number; batchSize: number }

/** Says how a run goes, often enough to watch and seldom enough not to matter. */
export function runReport({ report, goal, images, batchSize }: ReportOptions) {
  let progressAt = Number.NEGATIVE_INFINITY
  let metricsAt = performance.now()
  let losses: number[] = []
  const epochsOf = (steps: number) => (steps * batchSize) / images

  return {
    step(state: RunState, loss: number, learningRate: number): void {
      const now = performance.now()
      losses.push(loss)
      if (now - metricsAt >= METRICS_EVERY_MILLISECONDS) {
        const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length
        report({ type: 'metrics', step: state.step, epoch: epochsOf(state.step), loss: mean, learningRate })
        losses = []
        metricsAt = now
      }
      if (now - progressAt < PROGRESS_EVERY_MILLISECONDS) return
      progressAt = now
      const left = stepsLeft(goal, state)
      const perStep = secondsPerStep(state)
      report({
        type: 'progress',
        step: state.step,
        steps: state.step + left,
        epoch: epochsOf(state.step),
        epochs: Math.ceil(epochsOf(state.step + left)),
        secondsElapsed: state.seconds,
        secondsLeft: left * perStep,
        imagesPerSecond: batchSize / Math.max(perStep, Number.EPSILON),
      })
    },
    validation(state: RunState, figures: ValidationFigures): void {
      report({ type: 'validation', step: state.step, epoch: epochsOf(state.step), ...figures })
    },
    checkpoint: ({ step }: RunState, seconds: number) => report({ type: 'checkpoint', step, seconds }),
  }
}
