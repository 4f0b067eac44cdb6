import type { Assignment, ParameterValue, SearchParameter, SearchSpace } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { isInForce, optionsOf, valueAt } from '#shared/search-space.ts'
import type { SearchMethod } from './search-method.ts'

/** Values per range: both thirds' middles would miss the centre, more are rarely affordable. */
const LEVELS = 3

/** Every combination of three evenly spaced values per range and all values of a choice, in a random order, so that a grid cut short is fair. */
export const grid: SearchMethod = {
  id: 'grid',
  propose: ({ space, seed, index }) => createRandom(seed).shuffled(gridOf(space))[index] ?? null,
}

/** All points of the grid; what is not in force multiplies nothing. */
export function gridOf(space: SearchSpace): Assignment[] {
  return space.reduce<Assignment[]>(
    (points, parameter) =>
      points.flatMap((point) =>
        isInForce(parameter, point) ? levelsOf(parameter).map((value) => ({ ...point, [parameter.name]: value })) : [point],
      ),
    [{}],
  )
}

function levelsOf(parameter: SearchParameter): readonly ParameterValue[] {
  const options = optionsOf(parameter)
  if (options) return options
  return [...new Set(Array.from({ length: LEVELS }, (_, level) => valueAt(parameter, (level + 1 / 2) / LEVELS)))]
}
