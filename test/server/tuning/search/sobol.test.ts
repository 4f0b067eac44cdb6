import { expect, test } from 'vitest'
import { sobolPoint } from '#server/tuning/search/sobol.ts'

/** Points 7, 37 and 63 in 16 dimensions, times 64, as scipy.stats.qmc.Sobol(16, scramble=False) of SciPy 1.17 gives them. */
const KNOWN = {
  7: [8, 40, 24, 8, 8, 24, 40, 40, 40, 56, 40, 8, 40, 24, 8, 8],
  37: [59, 41, 37, 59, 49, 19, 11, 51, 39, 11, 1, 5, 37, 55, 7, 31],
  63: [1, 51, 23, 29, 55, 9, 37, 9, 53, 37, 27, 43, 35, 49, 21, 49],
}

test.each(Object.entries(KNOWN))('point %s is the one of the published table', (index, place) => {
  expect(sobolPoint(Number(index), 16).map((at) => at * 64)).toEqual(place)
})

test('every power of two of points has one in each stretch of each dimension, also when shifted', () => {
  for (const shift of [[], Array(16).fill(0x9e3779b9)]) {
    const points = Array.from({ length: 256 }, (_, index) => sobolPoint(index, 16, shift))
    for (let dimension = 0; dimension < 16; dimension++)
      expect(new Set(points.map((place) => Math.floor((place[dimension] ?? 0) * 256))).size).toBe(256)
  }
})

test('more dimensions than there are direction numbers are refused', () => {
  expect(() => sobolPoint(1, 17)).toThrow('at most 16 dimensions, got 17')
})
