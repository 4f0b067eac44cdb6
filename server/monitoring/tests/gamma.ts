/** Lanczos' approximation with g = 7 and nine terms (SIAM J. Numer. Anal. B 1, 1964): about 15 digits. */
const G = 7
const FIRST = 0.99999999999980993
const TERMS: readonly number[] = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
]
const PRECISION = 1e-16
const SMALLEST = 1e-300
const MOST_STEPS = 10_000

/** The natural logarithm of the gamma function, for x above 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const t = z + G + 0.5
  const sum = TERMS.reduce((total, term, index) => total + term / (z + index + 1), FIRST)
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/**
 * The upper regularised incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), for a above 0 and x from 0 on: the series for small x, the
 * continued fraction by Lentz's method for the rest (NIST DLMF 8.7.1 and 8.9.2).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MOST_STEPS && Math.abs(term) > Math.abs(sum) * PRECISION; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / SMALLEST
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < MOST_STEPS; n++) {
    const an = -n * (n - a)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < PRECISION) break
  }
  return fraction
}

const nonZero = (value: number): number => (Math.abs(value) < SMALLEST ? SMALLEST : value)
