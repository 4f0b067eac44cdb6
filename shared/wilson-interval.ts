import type { ShareEstimate } from './domain/labeling-function.ts'

/** Of the normal distribution: 95 % lie within. */
const Z_95 = 1.959963984540054

/** A share of so many trials with its 95 % interval (Wilson 1927, Probable inference); null without a trial. */
export function wilsonInterval(successes: number, trials: number): ShareEstimate | null {
  if (trials === 0) return null
  const value = successes / trials
  const spread = Z_95 ** 2 / trials
  const middle = (value + spread / 2) / (1 + spread)
  const half = (Z_95 / (1 + spread)) * Math.sqrt((value * (1 - value)) / trials + spread / (4 * trials))
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
