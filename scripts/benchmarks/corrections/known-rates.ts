import type { Counted } from '#server/monitoring/corrections/estimate-share.ts'

/** Sums that alarm best where both rates are known, and only the moment is not: a step takes the sum and a log-likelihood ratio (Page 1954; Shiryaev 1963, Roberts 1966). */
const PROCEDURES: readonly ((sum: number, said: number) => number)[] = [
  (sum, said) => Math.max(0, sum + said),
  (sum, said) => said + Math.log1p(Math.exp(sum)),
]

interface Question {
  /** The log-likelihood ratio of an image. */
  readonly ratio: (image: Counted) => number
  /** An unchanged stream, by its seed: as long as the false-alarm level holds. */
  readonly unchanged: (seed: number) => readonly Counted[]
  /** A stream that drops at `change`. */
  readonly dropping: (seed: number) => readonly Counted[]
  readonly change: number
  readonly alpha: number
  readonly streams: number
}

/** The share of drops that could be found if the usual share and the lower one were known beforehand: no watch that must learn them finds more. */
export function ceilingOf({ ratio, unchanged, dropping, change, alpha, streams }: Question): number {
  const seeds = Array.from({ length: streams }, (_, seed) => seed + 1)
  const found = PROCEDURES.map((step) => {
    const highest = seeds.map((seed) => Math.max(...sums(unchanged(seed), ratio, step))).sort((a, b) => b - a)
    const line = (highest[Math.floor(alpha * streams)] as number) + Number.EPSILON
    return seeds.filter((seed) => sums(dropping(seed), ratio, step).findIndex((sum) => sum >= line) >= change).length / streams
  })
  return Math.max(...found)
}

function sums(stream: readonly Counted[], ratio: Question['ratio'], step: (sum: number, said: number) => number): number[] {
  let sum = 0
  return stream.map((image) => {
    sum = step(sum, ratio(image))
    return sum
  })
}
