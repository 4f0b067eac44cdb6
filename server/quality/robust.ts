/** The deviation of a normal distribution is so many times its median absolute deviation (Rousseeuw and Croux, JASA 88, 1993). */
const DEVIATIONS_PER_MAD = 1.4826

/** The middle of some numbers and how far they usually lie from it; not moved by a few that lie far off. */
export interface Norm {
  readonly middle: number
  readonly deviation: number
  /** How many numbers it is made from. */
  readonly count: number
}

/** The norm of numbers; `leastDeviation` keeps what hardly varies from making everything else odd. Null where there are fewer than `fewest`. */
export function normOf(
  values: readonly number[],
  { fewest, leastDeviation }: { fewest: number; leastDeviation: number },
): Norm | null {
  if (values.length < fewest) return null
  const middle = medianOf(values)
  const spread = medianOf(values.map((value) => Math.abs(value - middle)))
  return { middle, deviation: Math.max(leastDeviation, DEVIATIONS_PER_MAD * spread), count: values.length }
}

/** How many deviations a number lies from the middle, with its sign. */
export const deviationsOf = (value: number, { middle, deviation }: Norm): number => (value - middle) / deviation

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
