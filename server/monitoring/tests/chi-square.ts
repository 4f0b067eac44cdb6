import { upperGamma } from './gamma.ts'

/**
 * Pearson's chi-square test of two rows of counts under the same names, without continuity correction (Pearson 1900); names that neither row
 * has say nothing. One observation counts once: for several objects of one image, see `permuted-mix.ts`.
 */
export function chiSquare(a: readonly number[], b: readonly number[]): { statistic: number; degrees: number; p: number } {
  const statistic = chiSquareStatistic(a, b)
  const degrees = Math.max(0, a.filter((count, place) => count + (b[place] ?? 0) > 0).length - 1)
  return { statistic, degrees, p: degrees === 0 ? 1 : upperGamma(degrees / 2, statistic / 2) }
}

/** The sum of squared differences from what both rows together would expect, each over the expected. */
export function chiSquareStatistic(a: readonly number[], b: readonly number[]): number {
  const [inA, inB] = [total(a), total(b)]
  if (inA === 0 || inB === 0) return 0
  let statistic = 0
  for (const [place, count] of a.entries()) {
    const both = count + (b[place] ?? 0)
    if (both === 0) continue
    const [expectedA, expectedB] = [(both * inA) / (inA + inB), (both * inB) / (inA + inB)]
    statistic += (count - expectedA) ** 2 / expectedA + ((b[place] ?? 0) - expectedB) ** 2 / expectedB
  }
  return statistic
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
