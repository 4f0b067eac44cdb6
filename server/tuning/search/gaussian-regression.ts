import { createRandom } from '#shared/random.ts'
import { cholesky, type SquareMatrix, solveLower, solveUpper } from '../../cholesky.ts'

/** Each feature belongs to a group with a length scale of its own; an option's features share theirs. */
export interface Features {
  readonly rows: readonly (readonly number[])[]
  readonly groupOf: readonly number[]
  readonly groups: number
}

/** Logarithms of the length scales, per group, and of the noise's share of the variance. */
interface Setting {
  readonly lengths: readonly number[]
  readonly noise: number
}

/** What is expected at a place: mean and deviation, in the units of the observed values. */
export interface Expectation {
  readonly mean: number
  readonly deviation: number
}

const LENGTHS = { least: Math.log(0.05), most: Math.log(3), start: Math.log(0.5) }
const NOISE = { least: Math.log(1e-6), most: Math.log(0.3), start: Math.log(1e-3) }
const RANDOM_SETTINGS = 24
const ROUNDS = 3
const FIRST_STEP = 0.7
const SQRT_5 = Math.sqrt(5)

/**
 * Gaussian process regression with a Matérn 5/2 kernel and a length scale per group (Rasmussen and Williams 2006, chapters 2, 4 and 5).
 * Length scales and noise maximise the marginal likelihood, by random settings and then steps along one of them at a time; the variance
 * of the signal follows in closed form.
 */
export function fitGaussianProcess(
  features: Features,
  values: readonly number[],
  seed: number,
): (row: readonly number[]) => Expectation {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1
  const targets = Float64Array.from(values, (value) => (value - mean) / scale)
  const { setting, lower, variance } = bestFit(features, targets, seed)
  const inverse = inverseSquares(setting)
  const weights = solveUpper(lower, solveLower(lower, targets))
  return (row) => {
    const covariances = Float64Array.from(features.rows, (other) => matern(row, other, features, inverse))
    const explained = solveLower(lower, covariances)
    const remaining = Math.max(0, 1 - dot(explained, explained))
    return { mean: mean + scale * dot(covariances, weights), deviation: scale * Math.sqrt(variance * remaining) }
  }
}

interface Fit {
  readonly setting: Setting
  readonly lower: SquareMatrix
  readonly variance: number
  readonly logLikelihood: number
}

function bestFit(features: Features, targets: Float64Array, seed: number): Fit {
  const random = createRandom(seed)
  const between = ({ least, most }: { least: number; most: number }) => least + random.next() * (most - least)
  const start: Setting = { lengths: Array(features.groups).fill(LENGTHS.start), noise: NOISE.start }
  let best = fitOf(features, targets, start)
  const consider = (setting: Setting) => {
    const fit = fitOf(features, targets, setting)
    if (fit && (!best || fit.logLikelihood > best.logLikelihood)) best = fit
    return best?.setting ?? start
  }
  for (let k = 0; k < RANDOM_SETTINGS; k++)
    consider({ lengths: start.lengths.map(() => between(LENGTHS)), noise: between(NOISE) })
  for (let round = 0, step = FIRST_STEP; round < ROUNDS; round++, step /= 2) {
    for (let group = -1; group < features.groups; group++)
      for (const way of [step, -step]) consider(moved(best?.setting ?? start, group, way))
  }
  if (!best) throw new Error('Expected observations with a positive definite covariance')
  return best
}

function moved({ lengths, noise }: Setting, group: number, by: number): Setting {
  const within = (value: number, { least, most }: { least: number; most: number }) => Math.min(most, Math.max(least, value))
  if (group < 0) return { lengths, noise: within(noise + 2 * by, NOISE) }
  return { lengths: lengths.map((length, other) => (other === group ? within(length + by, LENGTHS) : length)), noise }
}

function fitOf(features: Features, targets: Float64Array, setting: Setting): Fit | null {
  const { rows } = features
  const size = rows.length
  const values = new Float64Array(size * size)
  const noise = Math.exp(setting.noise)
  const inverse = inverseSquares(setting)
  rows.forEach((row, i) => {
    for (let j = 0; j <= i; j++)
      values[i * size + j] = matern(row, rows[j] as readonly number[], features, inverse) + (i === j ? noise : 0)
  })
  const lower = cholesky({ size, values })
  if (!lower) return null
  const whitened = solveLower(lower, targets)
  const variance = dot(whitened, whitened) / size
  let logDeterminant = 0
  for (let i = 0; i < size; i++) logDeterminant += Math.log(lower.values[i * size + i] as number)
  // Length scales of about half the range are likelier before anything is seen: few points say little.
  const prior = setting.lengths.reduce((sum, length) => sum - (length - LENGTHS.start) ** 2 / 4, 0)
  return { setting, lower, variance, logLikelihood: -(size / 2) * Math.log(variance) - logDeterminant + prior }
}

// `inverse`: 1 over the square of each group's length scale.
function matern(a: readonly number[], b: readonly number[], { groupOf }: Features, inverse: readonly number[]): number {
  let squares = 0
  for (let k = 0; k < a.length; k++) {
    const difference = (a[k] as number) - (b[k] as number)
    if (difference !== 0) squares += difference ** 2 * (inverse[groupOf[k] as number] as number)
  }
  const distance = SQRT_5 * Math.sqrt(squares)
  return (1 + distance + distance ** 2 / 3) * Math.exp(-distance)
}

const inverseSquares = ({ lengths }: Setting): number[] => lengths.map((length) => Math.exp(-2 * length))

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}
