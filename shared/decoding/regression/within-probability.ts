/** Coefficients of formula 7.1.26 in Abramowitz and Stegun 1964, good to 1.5e-7. */
const P = 0.3275911
const COEFFICIENTS = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429]

/** The probability that a normal number lies within so many of its standard deviations of its mean, 0 to 1. */
export function withinProbability(deviations: number): number {
  const x = Math.abs(deviations) / Math.SQRT2
  const t = 1 / (1 + P * x)
  const polynomial = COEFFICIENTS.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0)
  return 1 - polynomial * Math.exp(-x * x)
}
