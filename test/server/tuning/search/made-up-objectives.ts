import { type Assignment, SearchSpace } from '#shared/domain/study.ts'

/** A function that is searched for its highest value. */
export interface Objective {
  readonly name: string
  readonly space: SearchSpace
  value(point: Assignment): number
}

const range = (name: string, low: number, high: number) => ({ type: 'float', name, low, high }) as const

/** Branin's function turned upside down: three equal summits of -0.397887 (Surjanovic and Bingham, Virtual Library of Simulation Experiments). */
export const branin: Objective = {
  name: 'Branin',
  space: SearchSpace.parse([range('x', -5, 10), range('y', 0, 15)]),
  value(point) {
    const [x, y] = [Number(point.x), Number(point.y)]
    const valley = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6
    return -(valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10)
  },
}

const WEIGHTS = [1, 1.2, 3, 3.2]
const NARROWNESS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const SUMMITS = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]

/** Hartmann's function in six dimensions turned upside down: its summit is 3.32237 (same source). */
export const hartmann6: Objective = {
  name: 'Hartmann 6',
  space: SearchSpace.parse(Array.from({ length: 6 }, (_, k) => range(`x${k}`, 0, 1))),
  value: (point) =>
    WEIGHTS.reduce((sum, weight, row) => {
      const far = (NARROWNESS[row] ?? []).reduce(
        (total, narrow, k) => total + narrow * (Number(point[`x${k}`]) - (SUMMITS[row]?.[k] ?? 0)) ** 2,
        0,
      )
      return sum + weight * Math.exp(-far)
    }, 0),
}

/** As a training answers to its parameters: three networks, each with a learning rate of its own, one with a parameter that the others lack. */
export const mixed: Objective = {
  name: 'a mixed space with a condition',
  space: SearchSpace.parse([
    { type: 'choice', name: 'architecture', choices: ['small', 'pretrained', 'wide'] },
    { type: 'float', name: 'learningRate', low: 1e-5, high: 1e-1, scale: 'log' },
    { type: 'integer', name: 'batchSize', low: 1, high: 32, scale: 'log' },
    { type: 'boolean', name: 'flip' },
    { ...range('frozen', 0, 1), when: { name: 'architecture', values: ['pretrained'] } },
  ]),
  value({ architecture, learningRate, batchSize, flip, frozen }) {
    const { most, rate } = NETWORKS[architecture as keyof typeof NETWORKS]
    const missed = 0.08 * (Math.log10(Number(learningRate)) - rate) ** 2 + 0.02 * (Math.log2(Number(batchSize)) - 3) ** 2
    const tooFrozen = frozen === undefined ? 0 : 0.3 * (Number(frozen) - 0.35) ** 2
    return most - missed - tooFrozen + (flip ? 0.03 : 0)
  },
}

const NETWORKS = {
  small: { most: 0.6, rate: -2 },
  pretrained: { most: 0.8, rate: -3.5 },
  wide: { most: 0.5, rate: -3 },
} as const
