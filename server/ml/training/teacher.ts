import type { Engine } from '../engines/engine.ts'
import type { RunState } from './checkpoint.ts'
import { learner } from './learner.ts'
import { learningFactors } from './learning-factors.ts'
import { learningRateShare } from './learning-rate.ts'
import { average, gradientNorm, learn } from './optimizer.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { TrainingData } from './training-data.ts'

/** What one step did to the weights; where it blew up, nothing was changed. */
export type StepTaken = { loss: number; learningRate: number; blewUp: boolean }

/** Teaches a run's weights, in place, one batch per call. */
export function teacher({ labels, architecture, parameters, network, task }: PreparedRun, engine: Engine, data: TrainingData) {
  const studied = learner({ engine, network, task, labels })
  const options = { ...architecture.learning, weightDecay: parameters.weightDecay }
  const factors = learningFactors(network, options)
  const headFactors = learningFactors(network, { ...options, bodyFactor: 0 })
  return async ({ learning, step, progress, rateFactor }: RunState): Promise<StepTaken> => {
    const learningRate = parameters.learningRate * rateFactor * learningRateShare(step, progress)
    const { loss, gradient, statistics } = await studied(learning.weights, await data.batch(step))
    const norm = gradientNorm(gradient)
    if (!Number.isFinite(norm) || !Number.isFinite(loss)) return { loss, learningRate, blewUp: true }
    const present = progress < parameters.headFirst ? headFactors : factors
    learn(learning, gradient, present, learningRate, Math.min(1, architecture.learning.gradientNorm / norm), step)
    average(learning, statistics, step)
    return { loss, learningRate, blewUp: false }
  }
}
