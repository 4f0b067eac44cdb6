import type { Assignment, SearchSpace } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { pointAt } from '#shared/search-space.ts'
import type { SearchMethod } from './search-method.ts'
import { sobolPoint } from './sobol.ts'

const BITS_32 = 2 ** 32

/** Sobol points with a digital shift drawn from the seed: as unforeseeable as random points, and more even. */
export const random: SearchMethod = {
  id: 'random',
  propose: ({ space, seed, index }) => spreadPoint(space, seed, index),
}

/** The point of that index of the evenly spread sequence of a seed. */
export function spreadPoint(space: SearchSpace, seed: number, index: number): Assignment {
  const draw = createRandom(seed)
  const shift = space.map(() => draw.integer(BITS_32))
  return pointAt(space, sobolPoint(index, space.length, shift))
}
