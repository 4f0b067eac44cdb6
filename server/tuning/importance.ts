import type { SearchSpace, Study } from '#shared/domain/study.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { coordinateOf } from '#shared/search-space.ts'
import { growForest, type Tree } from './search/forest.ts'
import type { Observation } from './search/search-method.ts'
import { evidenceOf, type TrialRun } from './trials.ts'

const TREES = 48
/** Fewer observations tell nothing. */
const LEAST_OBSERVATIONS = 6
const MOST_OBSERVATIONS = 200

/** How much each parameter of a study matters, as far as its runs tell. */
export function importanceOf(study: Pick<Study, 'space' | 'seed'>, runs: readonly TrialRun[]): Study['importance'] {
  const { observed } = evidenceOf(runs, Math.max(LEAST_OBSERVATIONS, study.space.length + 2))
  return permutationImportance(study.space, observed.slice(-MOST_OBSERVATIONS), study.seed)
}

/**
 * Permutation importance on a small forest (Breiman 2001, section 10): by how much the squared error on the rows that a tree has not
 * seen grows when one parameter's values are shuffled among them. Shares of the whole, together 1; empty where too little was observed or
 * nothing mattered.
 */
export function permutationImportance(space: SearchSpace, observed: readonly Observation[], seed: number): Study['importance'] {
  if (observed.length < LEAST_OBSERVATIONS) return []
  const rows = observed.map(({ point }) =>
    space.map((parameter) => {
      const value = point[parameter.name]
      // Not in force: apart from all that is.
      return value === undefined ? -1 : coordinateOf(parameter, value)
    }),
  )
  const values = observed.map(({ value }) => value)
  const random = createRandom(seed)
  const trees = growForest(rows, values, { trees: TREES, random })
  const losses = space.map((_, feature) =>
    Math.max(
      0,
      trees.reduce((sum, tree) => sum + lossOf(tree, { rows, values, feature, random }), 0),
    ),
  )
  const whole = losses.reduce((sum, loss) => sum + loss, 0)
  if (whole === 0) return []
  return space.map(({ name }, place) => ({ name, share: (losses[place] ?? 0) / whole })).sort((a, b) => b.share - a.share)
}

interface Shuffled {
  readonly rows: readonly (readonly number[])[]
  readonly values: readonly number[]
  readonly feature: number
  readonly random: Random
}

function lossOf({ predict, unseen }: Tree, { rows, values, feature, random }: Shuffled): number {
  const strangers = random.shuffled(unseen)
  return unseen.reduce((sum, place, rank) => {
    const row = rows[place] as readonly number[]
    const truth = values[place] as number
    const stranger = rows[strangers[rank] as number]?.[feature] as number
    const shuffled = row.map((value, k) => (k === feature ? stranger : value))
    return sum + (predict(shuffled) - truth) ** 2 - (predict(row) - truth) ** 2
  }, 0)
}
