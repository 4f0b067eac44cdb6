import { permutationP } from './permutation.ts'

/** The kernel's width is the median distance; so many pairs are enough to know it. */
const MOST_PAIRS = 20_000
const ROUNDING = 1e-12

/** Vectors of one length, one behind the other. */
export interface Vectors {
  readonly values: Float32Array
  readonly size: number
}

/**
 * The maximum mean discrepancy of two sets of vectors (Gretton et al., JMLR 13, 2012): the unbiased estimate of its square with the kernel
 * exp(-d² / 2σ²), σ the median distance of all pairs, and its p by dealing the vectors out anew. About 0 where both come from one source.
 */
export function meanDiscrepancy(reference: Vectors, current: Vectors, seed: number): { statistic: number; p: number } {
  const [m, n] = [reference.values.length / reference.size, current.values.length / current.size]
  if (m < 2 || n < 2) throw new RangeError(`Expected at least two vectors on both sides, got ${m} and ${n}`)
  const all = m + n
  const kernel = kernelOf(reference, current)
  const rows = rowSums(kernel, all)
  const whole = rows.reduce((sum, row) => sum + row, 0)
  const squared = (members: Uint32Array) => {
    let own = 0
    let across = 0
    for (const row of members) {
      across += rows[row] ?? 0
      for (const column of members) own += kernel[row * all + column] ?? 0
    }
    // Sums over pairs of different vectors: the diagonal is zero.
    const others = whole - 2 * across + own
    return own / (n * (n - 1)) + others / (m * (m - 1)) - (2 * (across - own)) / (m * n)
  }
  const observed = squared(Uint32Array.from({ length: n }, (_, place) => m + place))
  return { statistic: observed, p: permutationP({ first: n, all, seed }, observed - ROUNDING, squared) }
}

/** The kernel of every pair, zero on the diagonal: [all, all]. */
function kernelOf(reference: Vectors, current: Vectors): Float64Array {
  const { size } = reference
  const values = new Float32Array(reference.values.length + current.values.length)
  values.set(reference.values)
  values.set(current.values, reference.values.length)
  const all = values.length / size
  const kernel = new Float64Array(all * all)
  for (let i = 0; i < all; i++)
    for (let j = i + 1; j < all; j++) kernel[i * all + j] = squaredDistance(values, i * size, j * size, size)
  const scale = 2 * medianOf(kernel, all) || 1
  for (let i = 0; i < all; i++)
    for (let j = i + 1; j < all; j++) {
      const value = Math.exp(-(kernel[i * all + j] ?? 0) / scale)
      kernel[i * all + j] = value
      kernel[j * all + i] = value
    }
  return kernel
}

function squaredDistance(values: Float32Array, a: number, b: number, size: number): number {
  let sum = 0
  for (let place = 0; place < size; place++) sum += ((values[a + place] ?? 0) - (values[b + place] ?? 0)) ** 2
  return sum
}

// The median of the squares is the square of the median.
function medianOf(distances: Float64Array, all: number): number {
  const pairs = (all * (all - 1)) / 2
  const step = Math.max(1, Math.floor(pairs / MOST_PAIRS))
  const taken: number[] = []
  let pair = 0
  for (let i = 0; i < all; i++) for (let j = i + 1; j < all; j++) if (pair++ % step === 0) taken.push(distances[i * all + j] ?? 0)
  taken.sort((a, b) => a - b)
  const middle = Math.floor(taken.length / 2)
  return taken.length % 2 === 1 ? (taken[middle] ?? 0) : ((taken[middle - 1] ?? 0) + (taken[middle] ?? 0)) / 2
}

const rowSums = (kernel: Float64Array, all: number): number[] =>
  Array.from({ length: all }, (_, row) => kernel.subarray(row * all, (row + 1) * all).reduce((sum, value) => sum + value, 0))
