import { describe, expect, it, test } from 'vitest'
import { gridPoints } from '#server/tuning/search/grid.ts'
import { searches } from '#server/tuning/search/index.ts'
import type { Observation, SearchMethod } from '#server/tuning/search/search-method.ts'
import type { SearchMethodId } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { isInForce, pointAt, pointKey } from '#shared/search-space.ts'
import { branin, hartmann6, mixed, type Objective } from './made-up-objectives.ts'

const SEEDS = [...Array(20).keys()]
const POINTS = 40
/** Of 20 fair coins so many fall on one side once in 50 times: the sign test at 2 %. */
const WINS = 15
/** Half a minute of computing, on a machine that has other things to do. */
const LIMIT_MS = 600_000

const bestOf = (points: readonly Observation[]) => Math.max(...points.map(({ value }) => value))

function searched({ space, value }: Objective, method: SearchMethod, seed: number, points = POINTS): Observation[] {
  const observed: Observation[] = []
  for (let index = 0; index < points; index++) {
    const point = method.propose({ space, seed, index, observed, pending: [] })
    if (!point) break
    observed.push({ point, value: value(point) })
  }
  return observed
}

/** How many seeds it is true for, as soon as they are enough: what the others would say changes nothing. */
function countedUpTo(enough: number, seeds: readonly number[], isTrue: (seed: number) => boolean): number {
  let count = 0
  for (const seed of seeds) {
    if (isTrue(seed)) count++
    if (count === enough) break
  }
  return count
}

function plainRandom({ space, value }: Objective, seed: number): number {
  const draw = createRandom(seed)
  return Math.max(
    ...Array.from({ length: POINTS }, () =>
      value(
        pointAt(
          space,
          space.map(() => draw.next()),
        ),
      ),
    ),
  )
}

describe.each([branin, hartmann6, mixed])('on $name, with 40 points and 20 seeds', (objective) => {
  const plain = SEEDS.map((seed) => plainRandom(objective, 1_000 + seed))

  it.each<SearchMethodId>(['tpe', 'gaussian-process'])(
    '%s finds more than plain random points',
    (id) => {
      const wins = (seed: number) => bestOf(searched(objective, searches.get(id), seed)) > (plain[seed] as number)
      expect(countedUpTo(WINS, SEEDS, wins)).toBe(WINS)
    },
    LIMIT_MS,
  )
})

test(
  'a Gaussian process comes within a tenth of the summits of Branin and Hartmann 6 more often than not',
  () => {
    const found = (enough: number, objective: Objective, summit: number) =>
      countedUpTo(
        enough,
        SEEDS.slice(0, 6),
        (seed) => summit - bestOf(searched(objective, searches.get('gaussian-process'), seed, 60)) < 0.1,
      )
    expect(found(6, branin, -0.397887)).toBe(6)
    expect(found(4, hartmann6, 3.32237)).toBe(4)
  },
  LIMIT_MS,
)

test('evenly spread points fill the square more evenly than plain random ones do, whatever the seed', () => {
  const inBoxes = (points: readonly Observation[]) =>
    new Set(
      points.map(({ point }) => `${Math.floor((8 * (Number(point.x) + 5)) / 15)} ${Math.floor((8 * Number(point.y)) / 15)}`),
    ).size
  for (const seed of SEEDS) {
    const random = createRandom(seed)
    const spread = inBoxes(searched(branin, searches.get('random'), seed, 64))
    const plain = inBoxes(
      Array.from({ length: 64 }, () => ({ point: pointAt(branin.space, [random.next(), random.next()]), value: 0 })),
    )
    expect(spread).toBe(64)
    expect(plain).toBeLessThan(60)
  }
})

test('a grid holds every combination once, skips what is not in force, and ends', () => {
  const points = searched(mixed, searches.get('grid'), 3, 1_000).map(({ point }) => point)
  // Two networks x 3 rates x 3 batches x 2 flips, and one with three values more.
  expect(points).toHaveLength(2 * 18 + 3 * 18)
  expect(new Set(points.map((point) => pointKey(mixed.space, point))).size).toBe(points.length)
  expect([...gridPoints(mixed.space)]).toHaveLength(points.length)
})

describe.each(searches.all.map(({ id }) => id))('%s', (id) => {
  const method = searches.get(id)

  it('proposes values inside their ranges, and only those that are in force', () => {
    for (const { point } of searched(mixed, method, 11)) {
      for (const parameter of mixed.space) {
        const value = point[parameter.name]
        expect(value !== undefined).toBe(isInForce(parameter, point))
        if (value === undefined) continue
        if (parameter.type === 'choice') expect(parameter.choices).toContain(value)
        if ('low' in parameter) expect(Number(value) >= parameter.low && Number(value) <= parameter.high).toBe(true)
        if (parameter.type === 'integer') expect(Number.isInteger(value)).toBe(true)
      }
    }
  })

  it('proposes the same again from the same seed and history, and something else from another seed', () => {
    const points = (seed: number) => searched(mixed, method, seed, 14).map(({ point }) => point)
    expect(points(5)).toEqual(points(5))
    expect(points(5)).not.toEqual(points(6))
  })

  it('does not propose what is being tried at this moment', () => {
    const observed = searched(mixed, method, 9, 20)
    const next = { space: mixed.space, seed: 9, index: observed.length, observed }
    const first = method.propose({ ...next, pending: [] })
    expect(first).not.toBeNull()
    if (!first) return
    expect(method.propose({ ...next, index: observed.length + 1, pending: [first] })).not.toEqual(first)
  })
})
