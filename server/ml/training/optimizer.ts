const MOMENTUM = 0.9
const VARIANCE_MEMORY = 0.999
const TINY = 1e-8
const LONGEST_AVERAGE = 0.998

/** The weights while they learn: themselves, Adam's two moments, and the averages over the last steps that the model is made of. */
export type LearningState = {
  weights: Float32Array
  momentum: Float32Array
  variance: Float32Array
  averagedWeights: Float32Array
  averagedStatistics: Float32Array
}

/** Per weight: its share of the learning rate, and of itself that is lost per step at rate 1. `tensors` are the ends of the weights' tensors. */
export type LearningFactors = { rate: Float32Array; decay: Float32Array; tensors: readonly number[] }

/** A state that has not learned yet. */
export function freshState(weights: Float32Array, statistics: Float32Array): LearningState {
  return {
    weights,
    momentum: new Float32Array(weights.length),
    variance: new Float32Array(weights.length),
    averagedWeights: weights.slice(),
    averagedStatistics: statistics.slice(),
  }
}

/** Length of the gradient as a vector; not finite where any part is not. */
export function gradientNorm(gradient: Float32Array): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2
  return Math.sqrt(sum)
}

/**
 * One step of Adam with decoupled weight decay (Loshchilov and Hutter 2019), in place: plain arithmetic on arrays costs a few
 * milliseconds per million weights, and makes a checkpoint a copy. `step` counts from 0. A tensor whose gradient has outgrown what its
 * variance remembers goes slower by as much (update clipping: Shazeer and Stern 2018, arXiv 1804.04235, section 6; Wortsman et al. 2023, arXiv
 * 2304.13013, algorithm 2).
 */
export function learn(
  state: LearningState,
  gradient: Float32Array,
  { rate, decay, tensors }: LearningFactors,
  learningRate: number,
  scale: number,
  step: number,
): void {
  const { weights, momentum, variance } = state
  const momentumSeen = 1 - MOMENTUM ** (step + 1)
  const varianceSeen = 1 - VARIANCE_MEMORY ** (step + 1)
  let start = 0
  for (const end of tensors) {
    let outgrown = 0
    for (let i = start; i < end; i++) {
      const slope = (gradient[i] as number) * scale
      const v = (variance[i] as number) * VARIANCE_MEMORY + slope * slope * (1 - VARIANCE_MEMORY)
      momentum[i] = (momentum[i] as number) * MOMENTUM + slope * (1 - MOMENTUM)
      variance[i] = v
      outgrown += (slope * slope * varianceSeen) / Math.max(v, TINY * TINY)
    }
    const clipped = learningRate / Math.max(1, Math.sqrt(outgrown / (end - start)))
    const stepRate = (clipped * Math.sqrt(varianceSeen)) / momentumSeen
    for (let i = start; i < end; i++) {
      const weight = weights[i] as number
      const move = (stepRate * (momentum[i] as number)) / (Math.sqrt(variance[i] as number) + TINY)
      weights[i] = weight - (rate[i] as number) * (move + clipped * (decay[i] as number) * weight)
    }
    start = end
  }
}

/** Moves the averages towards the present weights and the statistics of the present batch, slower the longer the run has gone on. */
export function average(state: LearningState, statistics: Float32Array, step: number): void {
  const memory = Math.min(LONGEST_AVERAGE, (1 + step) / (10 + step))
  follow(state.averagedWeights, state.weights, memory)
  follow(state.averagedStatistics, statistics, memory)
}

function follow(averaged: Float32Array, present: Float32Array, memory: number): void {
  for (let i = 0; i < averaged.length; i++) averaged[i] = (averaged[i] as number) * memory + (present[i] as number) * (1 - memory)
}
