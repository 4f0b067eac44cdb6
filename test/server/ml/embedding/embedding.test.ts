import { describe, expect, test } from 'vitest'
import { EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { createLargestFirst } from '#server/ml/embedding/largest-first.ts'
import { layOut } from '#server/ml/embedding/lay-out.ts'
import { mostAlikeOf } from '#server/ml/embedding/nearest.ts'
import { randomProjection } from '#server/ml/embedding/random-projection.ts'
import { teachingOrder } from '#server/ml/embedding/teaching-order.ts'
import { dot, scaledToLength } from '#server/ml/embedding/unit-vectors.ts'
import { createRandom, type Random } from '#shared/random.ts'

const SIZE = EMBEDDING_SIZE
const aVector = (random: Random) => scaledToLength(Float32Array.from({ length: SIZE }, () => random.normal()))
const near = (center: Float32Array, random: Random, spread = 0.03) =>
  scaledToLength(center.map((value) => value + spread * random.normal()))
const joined = (vectors: readonly Float32Array[]) => Float32Array.from(vectors.flatMap((vector) => [...vector]))
const ones = (count: number) => new Float32Array(count).fill(1)

/** Groups of look-alikes: the place of a vector tells its group. */
function groups(sizes: readonly number[], seed: number): { vectors: Float32Array; groupOf: number[] } {
  const random = createRandom(seed)
  const made = sizes.map((size) => {
    const center = aVector(random)
    return Array.from({ length: size }, () => near(center, random))
  })
  return { vectors: joined(made.flat()), groupOf: made.flatMap((members, group) => members.map(() => group)) }
}

describe('vectors', () => {
  test('a projection is the same for the same seed and keeps likenesses nearly as they are', () => {
    const random = createRandom(1)
    const project = randomProjection({ from: 1000, to: 256, seed: 5 })
    const long = Float32Array.from({ length: 1000 }, () => random.normal())
    expect([...randomProjection({ from: 1000, to: 256, seed: 5 })(long)]).toEqual([...project(long)])
    const other = long.map((value) => value + random.normal())
    const cosine = (a: Float32Array, b: Float32Array) => dot(scaledToLength(a), 0, scaledToLength(b), 0, a.length)
    expect(Math.abs(cosine(long, other) - cosine(project(long), project(other)))).toBeLessThan(0.15)
    expect(() => project(new Float32Array(3))).toThrow('expected a vector of 1000 numbers, got 3')
  })

  test('the search finds exactly what looking at all of them in order finds', () => {
    const random = createRandom(2)
    const vectors = Array.from({ length: 300 }, () => aVector(random))
    const asked = aVector(random)
    const wanted = vectors
      .map((vector, place) => ({ place, likeness: dot(asked, 0, vector, 0, SIZE) }))
      .filter(({ place }) => place % 3 !== 0)
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, 10)
    const found = mostAlikeOf(asked, joined(vectors), 10, (place) => place % 3 !== 0)
    expect(found.map(({ place }) => place)).toEqual(wanted.map(({ place }) => place))
    expect(mostAlikeOf(asked, new Float32Array(0), 10)).toEqual([])
  })

  test('the largest comes out first, of equals the smaller number', () => {
    const heap = createLargestFirst(6)
    for (const [item, value] of [3, 1, 4, 1, 5, 4].entries()) heap.add(item, value)
    expect(heap.largest()).toBe(5)
    expect(Array.from({ length: 6 }, () => heap.take()[0])).toEqual([4, 2, 5, 0, 1, 3])
    expect(heap.largest()).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('the order in which labels would teach most', () => {
  test('begins with one of every group of look-alikes, the largest group first', () => {
    const { vectors, groupOf } = groups([4, 20, 8, 2], 3)
    const { order } = teachingOrder({ vectors, worth: ones(groupOf.length), labelled: new Float32Array(0) })
    expect([...order].sort((a, b) => a - b)).toEqual(groupOf.map((_, place) => place))
    expect([...order.subarray(0, 4)].map((place) => groupOf[place])).toEqual([1, 2, 0, 3])
  })

  test('what resembles something labelled comes last and is not new', () => {
    const { vectors, groupOf } = groups([6, 6, 6], 4)
    const labelled = near(vectors.slice(6 * SIZE, 7 * SIZE), createRandom(9))
    const { order, novelty } = teachingOrder({ vectors, worth: ones(18), labelled })
    expect([...order.subarray(0, 2)].map((place) => groupOf[place]).sort()).toEqual([0, 2])
    const leastNew = [...novelty.keys()].sort((a, b) => (novelty[a] ?? 0) - (novelty[b] ?? 0)).slice(0, 6)
    expect(leastNew.map((place) => groupOf[place])).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('asks for what the model is unsure of before what it is sure of', () => {
    const { vectors, groupOf } = groups([5, 5, 5, 5], 5)
    const worth = Float32Array.from(groupOf, (group) => (group === 2 ? 1 : 0.05))
    const { order } = teachingOrder({ vectors, worth, labelled: new Float32Array(0) })
    expect(groupOf[order[0] ?? -1]).toBe(2)
  })

  test('is the same every time', () => {
    const { vectors, groupOf } = groups([9, 7, 5, 3], 6)
    const asked = { vectors, worth: ones(groupOf.length), labelled: new Float32Array(0) }
    expect([...teachingOrder(asked).order]).toEqual([...teachingOrder(asked).order])
  })

  test('of nothing is nothing', () => {
    const nothing = new Float32Array(0)
    expect(teachingOrder({ vectors: nothing, worth: nothing, labelled: nothing }).order).toHaveLength(0)
  })
})

describe('the map', () => {
  test('puts look-alikes together: the nearest on the map is of the same group', () => {
    const { vectors, groupOf } = groups([15, 15, 15, 15], 7)
    const places = layOut({ vectors, seed: 1 })
    const distance = (a: number, b: number) =>
      Math.hypot((places[2 * a] ?? 0) - (places[2 * b] ?? 0), (places[2 * a + 1] ?? 0) - (places[2 * b + 1] ?? 0))
    const right = groupOf.filter((group, place) => {
      const others = groupOf.map((_, other) => other).filter((other) => other !== place)
      const nearest = others.reduce((a, b) => (distance(place, a) <= distance(place, b) ? a : b))
      return groupOf[nearest] === group
    })
    expect(right.length).toBeGreaterThanOrEqual(57)
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...places)).toBeLessThanOrEqual(1)
  })

  test('is the same for the same seed, tells how far it is, and takes one image as well', () => {
    const { vectors } = groups([6, 6], 8)
    const told: number[] = []
    const first = layOut({ vectors, seed: 1 }, (fraction) => told.push(fraction))
    expect([...layOut({ vectors, seed: 1 })]).toEqual([...first])
    expect(told.length).toBeGreaterThan(3)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect([...layOut({ vectors: vectors.slice(0, SIZE), seed: 1 })]).toEqual([0.5, 0.5])
    expect(layOut({ vectors: new Float32Array(0), seed: 1 })).toHaveLength(0)
  })
})
