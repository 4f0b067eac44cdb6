import { MOST_PARAMETERS } from '#shared/domain/study.ts'

const BITS = 32
const RANGE = 2 ** BITS

/**
 * Per dimension the primitive polynomial over GF(2), its highest bit the leading coefficient, and the initial direction numbers:
 * the first rows of S. Joe and F. Y. Kuo's table new-joe-kuo-6.21201 (SIAM J. Sci. Comput. 30, 2635-2654, 2008).
 */
const DIMENSIONS: readonly { readonly polynomial: number; readonly initial: readonly number[] }[] = [
  { polynomial: 1, initial: [] },
  { polynomial: 3, initial: [1] },
  { polynomial: 7, initial: [1, 3] },
  { polynomial: 11, initial: [1, 3, 1] },
  { polynomial: 13, initial: [1, 1, 1] },
  { polynomial: 19, initial: [1, 1, 3, 3] },
  { polynomial: 25, initial: [1, 3, 5, 13] },
  { polynomial: 37, initial: [1, 1, 5, 5, 17] },
  { polynomial: 41, initial: [1, 1, 5, 5, 5] },
  { polynomial: 47, initial: [1, 1, 7, 11, 19] },
  { polynomial: 55, initial: [1, 1, 5, 1, 1] },
  { polynomial: 59, initial: [1, 1, 1, 3, 11] },
  { polynomial: 61, initial: [1, 3, 5, 5, 31] },
  { polynomial: 67, initial: [1, 3, 3, 9, 7, 49] },
  { polynomial: 91, initial: [1, 1, 1, 15, 21, 21] },
  { polynomial: 97, initial: [1, 3, 1, 13, 27, 49] },
]

/**
 * A point of the Sobol sequence in [0, 1)^dimensions, in the order of the Gray code (Antonov and Saleev 1979); point 0 is the origin.
 * `shift` (32 bits per dimension) is added without carry: the sequence stays as even, and no point is at the edge.
 */
export function sobolPoint(index: number, dimensions: number, shift: readonly number[] = []): number[] {
  if (dimensions > MOST_PARAMETERS) throw new RangeError(`Expected at most ${MOST_PARAMETERS} dimensions, got ${dimensions}`)
  const gray = (index ^ (index >>> 1)) >>> 0
  return DIRECTIONS.slice(0, dimensions).map((directions, dimension) => {
    let bits = shift[dimension] ?? 0
    directions.forEach((direction, bit) => {
      if ((gray >>> bit) & 1) bits ^= direction
    })
    return (bits >>> 0) / RANGE
  })
}

const DIRECTIONS = DIMENSIONS.map(directionsOf)

function directionsOf({ polynomial, initial }: (typeof DIMENSIONS)[number]): number[] {
  const degree = initial.length
  const directions: number[] = []
  for (let bit = 0; bit < BITS; bit++) {
    const seed = degree === 0 ? 1 : initial[bit]
    directions.push(seed === undefined ? recurrence(directions, polynomial, degree) : (seed << (BITS - 1 - bit)) >>> 0)
  }
  return directions
}

function recurrence(before: readonly number[], polynomial: number, degree: number): number {
  const at = (back: number) => before[before.length - back] as number
  let direction = at(degree) ^ (at(degree) >>> degree)
  for (let back = 1; back < degree; back++) if ((polynomial >>> (degree - back)) & 1) direction ^= at(back)
  return direction >>> 0
}
