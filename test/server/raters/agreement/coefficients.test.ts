import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { cohenKappa } from '#server/raters/agreement/cohen-kappa.ts'
import { fleissKappa } from '#server/raters/agreement/fleiss-kappa.ts'
import { krippendorffAlpha, type Measurement } from '#server/raters/agreement/krippendorff-alpha.ts'

/** Made by scripts/benchmarks/reference/agreement.py with scikit-learn, statsmodels and krippendorff. */
interface Reference {
  readonly cohen: { classes: number; pairs: [number, number][]; none: number; linear: number; quadratic: number }[]
  readonly fleiss: { counts: number[][]; kappa: number }[]
  readonly alpha: ({ units: number[][] } & Record<Measurement, number>)[]
  readonly published: { units: number[][] }
}
const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as Reference
const AS_THE_REFERENCE = 1e-9

const distance = (found: number | null, expected: number) => Math.abs((found ?? Number.NaN) - expected)

describe.each(reference.cohen)('Cohen’s kappa of $pairs.length pairs among $classes classes', ({ classes, pairs, ...known }) => {
  it.each(['none', 'linear', 'quadratic'] as const)('is scikit-learn’s with %s weights', (weights) => {
    expect(distance(cohenKappa(pairs, classes, weights), known[weights])).toBeLessThan(AS_THE_REFERENCE)
  })
})

test.each(reference.fleiss)('Fleiss’ kappa of $counts.length units is statsmodels’', ({ counts, kappa }) => {
  expect(distance(fleissKappa(counts), kappa)).toBeLessThan(AS_THE_REFERENCE)
})

describe.each(reference.alpha)('Krippendorff’s alpha of $units.length units with missing ratings', ({ units, ...known }) => {
  it.each(['nominal', 'ordinal', 'interval', 'ratio'] as const)('is the krippendorff package’s on the %s scale', (scale) => {
    expect(distance(krippendorffAlpha(units, scale), known[scale])).toBeLessThan(AS_THE_REFERENCE)
  })
})

test.each([
  ['nominal', 0.743],
  ['ordinal', 0.815],
  ['interval', 0.849],
  ['ratio', 0.797],
] as const)('Krippendorff’s own example has the published alpha on the %s scale', (scale, published) => {
  expect(distance(krippendorffAlpha(reference.published.units, scale), published)).toBeLessThan(0.0005)
})

test('coefficients of nothing, or of one value alone, are not known', () => {
  expect(cohenKappa([], 2)).toBeNull()
  expect(
    cohenKappa(
      [
        [1, 1],
        [1, 1],
      ],
      2,
    ),
  ).toBeNull()
  expect(fleissKappa([])).toBeNull()
  expect(krippendorffAlpha([[1], [2]])).toBeNull()
  expect(
    krippendorffAlpha([
      [1, 1],
      [1, 1, 1],
    ]),
  ).toBeNull()
})
