import type { LearnedNetwork } from '../models/network-of-model.ts'
import type { Network } from '../networks/network.ts'
import type { ValidationFigures } from '../tasks/task.ts'
import type { RunState } from './checkpoint.ts'

/** Earlier moments are not candidates for the best: on few images they win by luck. */
const BEST_FROM_PROGRESS = 0.6
/** With fewer validation images the last weights are taken, not the best. */
const LEAST_VALIDATION_IMAGES = 4

/** The network that the run stands for at this moment: the averages of its weights and statistics. */
export function averagedNetwork(network: Network, { learning }: RunState): LearnedNetwork {
  return { network, weights: learning.averagedWeights, statistics: learning.averagedStatistics }
}

/** The state with its present averages as the best so far, where they are; of equals the later. */
export function withBest(state: RunState, figures: ValidationFigures, validationImages: number): RunState {
  const isCandidate = state.progress >= BEST_FROM_PROGRESS && validationImages >= LEAST_VALIDATION_IMAGES
  if (!isCandidate || figures.metric < (state.best?.figures.metric ?? 0)) return state
  const { averagedWeights, averagedStatistics } = state.learning
  return {
    ...state,
    best: { weights: averagedWeights.slice(), statistics: averagedStatistics.slice(), figures, step: state.step },
  }
}

/** Whether nothing has become better over a share of the run (early stopping, Prechelt 1998); a share of 0 settles nothing. */
export function isSettled({ best, step, progress }: RunState, share: number): boolean {
  if (share === 0 || !best || step === 0) return false
  return progress * (1 - best.step / step) >= share
}

/** The network that becomes the model: the best so far, or the present one where none was chosen. */
export function chosenNetwork(network: Network, state: RunState): LearnedNetwork {
  if (!state.best) return averagedNetwork(network, state)
  return { network, weights: state.best.weights, statistics: state.best.statistics }
}
