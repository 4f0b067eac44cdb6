import { expect, test } from 'vitest'
import { permutationImportance } from '#server/tuning/importance.ts'
import { growForest, meanOfTrees } from '#server/tuning/search/forest.ts'
import { SearchSpace } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { pointAt } from '#shared/search-space.ts'

const space = SearchSpace.parse([
  { type: 'float', name: 'much', low: 0, high: 1 },
  { type: 'float', name: 'some', low: 0, high: 1 },
  { type: 'boolean', name: 'nothing' },
])

function observed(count: number, seed: number) {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const point = pointAt(
      space,
      space.map(() => random.next()),
    )
    return { point, value: 3 * Number(point.much) ** 2 + Number(point.some) + 0.05 * random.normal() }
  })
}

test.each([1, 2, 3, 4, 5])(
  'the parameter that moves the figure most matters most, one that does not move it hardly matters (seed %s)',
  (seed) => {
    const importance = permutationImportance(space, observed(60, seed), seed)
    expect(importance.map(({ name }) => name)).toEqual(['much', 'some', 'nothing'])
    expect(importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    expect(importance[0]?.share).toBeGreaterThan(0.6)
    expect(importance[2]?.share).toBeLessThan(0.03)
  },
)

test('too few runs, or runs that are all alike, tell nothing', () => {
  expect(permutationImportance(space, observed(5, 1), 1)).toEqual([])
  expect(
    permutationImportance(
      space,
      observed(20, 1).map(({ point }) => ({ point, value: 0.5 })),
      1,
    ),
  ).toEqual([])
})

test('a forest expects what it has learned, also of rows that it has not seen', () => {
  const random = createRandom(3)
  const rows = Array.from({ length: 300 }, () => [random.next(), random.next()])
  const truth = ([a, b]: readonly number[]) => (a ?? 0) * 2 + ((b ?? 0) > 0.5 ? 1 : 0)
  const forest = meanOfTrees(growForest(rows, rows.map(truth), { trees: 40, random }))
  const strangers = Array.from({ length: 100 }, () => [random.next(), random.next()])
  const errors = strangers.map((row) => Math.abs(forest(row) - truth(row)))
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.15)
})
