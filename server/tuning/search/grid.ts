import type { Assignment, ParameterValue, SearchParameter, SearchSpace } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { isInForce, optionsOf, valueAt } from '#shared/search-space.ts'
import type { SearchMethod } from './search-method.ts'

/** Values per range: both thirds' middles would miss the centre, more are rarely affordable. */
const LEVELS = 3

/** Every combination of three evenly spaced values per range and all values of a choice, in a random order, so that a grid cut short is fair. */
export const grid: SearchMethod = {
  id: 'grid',
  propose: ({ space, seed, index }) => createRandom(seed).shuffled([...gridPoints(space)])[index] ?? null,
}

/** The points of the grid, one after the other: all parameters of a training have more together than memory holds. What is not in force multiplies nothing. */
export function* gridPoints([parameter, ...rest]: SearchSpace, point: Assignment = {}): Generator<Assignment> {
  if (!parameter) yield point
  else if (!isInForce(parameter, point)) yield* gridPoints(rest, point)
  else for (const value of levelsOf(parameter)) yield* gridPoints(rest, { ...point, [parameter.name]: value })
}

function levelsOf(parameter: SearchParameter): readonly ParameterValue[] {
  const options = optionsOf(parameter)
  if (options) return options
  return [...new Set(Array.from({ length: LEVELS }, (_, level) => valueAt(parameter, (level + 1 / 2) / LEVELS)))]
}
