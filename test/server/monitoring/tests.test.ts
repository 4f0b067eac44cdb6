import { describe, expect, test } from 'vitest'
import { compareLooks } from '#server/monitoring/compare-looks.ts'
import { estimateShare } from '#server/monitoring/corrections/estimate-share.ts'
import { chiSquare } from '#server/monitoring/tests/chi-square.ts'
import { dealtKernels } from '#server/monitoring/tests/dealt-kernels.ts'
import { jensenShannon, normalisedWasserstein, populationStability, wasserstein } from '#server/monitoring/tests/distances.ts'
import { upperGamma } from '#server/monitoring/tests/gamma.ts'
import { holmAdjusted } from '#server/monitoring/tests/holm.ts'
import { kolmogorovSmirnov, kolmogorovTail } from '#server/monitoring/tests/kolmogorov-smirnov.ts'
import { gaussianKernel, linearKernel, meanDiscrepancy } from '#server/monitoring/tests/mean-discrepancy.ts'
import { testMix } from '#server/monitoring/tests/permuted-mix.ts'
import { separability } from '#server/monitoring/tests/separability.ts'
import { whitened } from '#server/monitoring/tests/whitened.ts'
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
    near(meanDiscrepancy(gaussianKernel(vectors([...x, ...y])), x.length), statistic),
  )
  test.each(figures.looks)(
    'whitened vectors and how well they are told apart, $separability',
    ({ x, y, inner, separability: apart }) => {
      const { size } = vectors(x)
      const rows = whitened(vectors([...x, ...y]))
      const kernel = linearKernel({ values: rows, size })
      for (const [place, value] of inner.flat().entries()) near(kernel[place] ?? -1, value)
      near(separability(rows, size, x.length), apart)
    },
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

  describe('of vectors', () => {
    const random = createRandom(5)
    const draw = (count: number, shiftOf: (place: number, vector: number) => number, spread = 1) =>
      Array.from({ length: count }, (_, vector) =>
        Float32Array.from({ length: 16 }, (_, place) => (place === 0 ? 6 : spread) * random.normal() + shiftOf(place, vector)),
      )
    const none = () => 0

    test('alarm by chance as often as they say, whatever the sizes of both sides', () => {
      const ps = Array.from({ length: 150 }, (_, seed) => compareLooks(draw(40, none), draw(25, none), seed).p)
      const low = ps.filter((p) => p < 0.1).length
      // Four standard errors about a tenth.
      expect(Math.abs(low - 15)).toBeLessThan(4 * Math.sqrt(150 * 0.1 * 0.9))
    })

    test('find what little differs beside a direction in which everything differs', () => {
      const found = Array.from({ length: 12 }, (_, seed) => {
        const [a, b] = [draw(80, none), draw(80, (place) => (place === 0 ? 0 : 0.35))]
        const values = vectors([...a, ...b])
        const alone = dealtKernels([gaussianKernel(values)], { all: 160, current: 80, seed })
        return { alone, both: compareLooks(a, b, seed) }
      })
      expect(found.filter(({ both }) => both.p < 0.005 && both.size > 0.1).length).toBeGreaterThan(9)
      expect(found.filter(({ alone }) => alone < 0.005).length).toBeLessThan(6)
    })

    test('are the same source where they are the same, and wholly apart where they are far apart', () => {
      const same = draw(50, none)
      expect(compareLooks(same, same, 1).p).toBeGreaterThan(0.5)
      expect(
        compareLooks(
          draw(50, none),
          draw(50, () => 9),
          1,
        ),
      ).toMatchObject({ p: 1 / 2000 })
      expect(
        compareLooks(
          draw(50, none),
          draw(50, () => 9),
          1,
        ).size,
      ).toBeGreaterThan(0.95)
    })
  })

  test('a distance is counted in deviations of the reference', () => {
    expect(normalisedWasserstein([0, 2], [1, 3])).toBe(1)
    expect(normalisedWasserstein([4, 4, 4], [4, 4])).toBe(0)
    expect(normalisedWasserstein([4, 4], [6, 6])).toBe(2)
  })

  test('Holm counts the smallest among all, and none below one before it', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holmAdjusted([0.6, 0.9])).toEqual([1, 1])
    // The second has three quarters of alpha: 0.02 / 0.75; then the first has all of it, but counts no less.
    for (const p of holmAdjusted([0.01, 0.02], [1, 3])) near(p, 0.02 / 0.75)
    near(holmAdjusted([0.05, 0.02], [1, 3])[0] ?? -1, 0.05)
  })
})

function vectors(rows: readonly ArrayLike<number>[]) {
  return { values: Float32Array.from(rows.flatMap((row) => Array.from(row))), size: rows[0]?.length ?? 0 }
}
