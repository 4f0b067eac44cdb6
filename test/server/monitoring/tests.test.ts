import { describe, expect, test } from 'vitest'
import { estimateShare } from '#server/monitoring/corrections/estimate-share.ts'
import { chiSquare } from '#server/monitoring/tests/chi-square.ts'
import { jensenShannon, normalisedWasserstein, populationStability, wasserstein } from '#server/monitoring/tests/distances.ts'
import { upperGamma } from '#server/monitoring/tests/gamma.ts'
import { holmAdjusted } from '#server/monitoring/tests/holm.ts'
import { kolmogorovSmirnov, kolmogorovTail } from '#server/monitoring/tests/kolmogorov-smirnov.ts'
import { meanDiscrepancy } from '#server/monitoring/tests/mean-discrepancy.ts'
import { testMix } from '#server/monitoring/tests/permuted-mix.ts'
import { createRandom } from '#shared/random.ts'
import figures from './fixtures/drift-figures.json' with { type: 'json' }

/** Largest difference from SciPy. */
const NEAR = 1e-9
const near = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(NEAR)

describe('figures equal to SciPy', () => {
  test.each(figures.ks)('Kolmogorov-Smirnov, exact, $statistic', ({ a, b, statistic, p }) => {
    const found = kolmogorovSmirnov(a, b)
    near(found.statistic, statistic)
    near(found.p, p)
  })
  test.each(figures.kolmogorov)('the limit distribution at $z', ({ z, p }) => near(kolmogorovTail(z), p))
  test.each(figures.gamma)('the incomplete gamma function of $a at $x', ({ a, x, value }) => near(upperGamma(a, x), value))
  test.each(figures.chiSquare)('chi-square, $statistic', ({ a, b, statistic, p, degrees }) => {
    const found = chiSquare(a, b)
    near(found.statistic, statistic)
    near(found.p, p)
    expect(found.degrees).toBe(degrees)
  })
  test.each(figures.wasserstein)('Wasserstein, $value', ({ a, b, value }) => near(wasserstein(a, b), value))
  test.each(figures.jensenShannon)('Jensen-Shannon, $value', ({ a, b, value }) => near(jensenShannon(a, b), value))
  test.each(figures.stability)('population stability, $value', ({ a, b, value }) => near(populationStability(a, b), value))
  test.each(figures.discrepancy)('maximum mean discrepancy, $statistic', ({ x, y, statistic }) =>
    near(meanDiscrepancy(vectors(x), vectors(y), 1).statistic, statistic),
  )
  test.each(figures.wilson)('Wilson of $hits of $of', ({ hits, of, low, high }) => {
    const found = estimateShare(Array.from({ length: of }, (_, place) => ({ hits: place < hits ? 1 : 0, of: 1 })))
    near(found.low ?? -1, low)
    near(found.high ?? -1, high)
  })
})

describe('what the tests say', () => {
  test('a small p of a large difference keeps its digits', () => {
    const low = Array.from({ length: 200 }, (_, place) => place)
    const { statistic, p } = kolmogorovSmirnov(
      low,
      low.map((value) => value + 1000),
    )
    expect(statistic).toBe(1)
    expect(p).toBeGreaterThan(0)
    expect(p).toBeLessThan(1e-100)
  })

  test('the exact distribution and its limit agree on large samples', () => {
    const random = createRandom(3)
    const [a, b] = [900, 800].map((size) => Array.from({ length: size }, () => random.normal())) as [number[], number[]]
    const { statistic, p } = kolmogorovSmirnov(a, b)
    expect(Math.abs(p - kolmogorovTail(statistic * Math.sqrt((900 * 800) / 1700)))).toBeLessThan(0.02)
  })

  test('objects of one image that go together bring no false alarm', () => {
    const random = createRandom(11)
    // Every image shows twenty of one label: forty images say as much as forty objects.
    const image = () => (random.next() < 0.5 ? [20, 0] : [0, 20])
    const images = () => Array.from({ length: 40 }, image)
    const windows = Array.from({ length: 120 }, (_, seed) => {
      const [reference, current] = [images(), images()]
      const { p, test: name, counts } = testMix(reference, current, seed)
      expect(name).toBe('permutation')
      return { p, naive: chiSquare(...counts).p }
    })
    expect(windows.filter(({ p }) => p < 0.05).length).toBeLessThanOrEqual(12)
    expect(windows.filter(({ naive }) => naive < 0.05).length).toBeGreaterThan(60)
  })

  test('one label an image is tested by the distribution itself', () => {
    const images = (cats: number, dogs: number) => [
      ...Array.from({ length: cats }, () => [1, 0]),
      ...Array.from({ length: dogs }, () => [0, 1]),
    ]
    const found = testMix(images(50, 50), images(20, 80), 1)
    expect(found).toMatchObject({ test: 'chi-square', p: chiSquare([50, 50], [20, 80]).p })
  })

  test('the same vectors are no difference, other vectors are', () => {
    const random = createRandom(5)
    const draw = (shift: number) =>
      vectors(Array.from({ length: 60 }, () => Array.from({ length: 8 }, () => random.normal() + shift)))
    expect(meanDiscrepancy(draw(0), draw(0), 1).p).toBeGreaterThan(0.05)
    expect(meanDiscrepancy(draw(0), draw(0.6), 1).p).toBeLessThan(0.002)
  })

  test('a distance is counted in deviations of the reference', () => {
    expect(normalisedWasserstein([0, 2], [1, 3])).toBe(1)
    expect(normalisedWasserstein([4, 4, 4], [4, 4])).toBe(0)
    expect(normalisedWasserstein([4, 4], [6, 6])).toBe(2)
  })

  test('Holm counts the smallest among all, and none below one before it', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holmAdjusted([0.6, 0.9])).toEqual([1, 1])
  })
})

function vectors(rows: readonly (readonly number[])[]) {
  return { values: Float32Array.from(rows.flat()), size: rows[0]?.length ?? 0 }
}
