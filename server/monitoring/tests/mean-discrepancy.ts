/** The kernel's width is the median distance; so many pairs are enough to know it. */
const MOST_PAIRS = 20_000

/** Rows of one size, one behind the other. */
export interface Rows {
  readonly values: Float32Array | Float64Array
  readonly size: number
}
/** How alike the rows of every pair are, symmetric: [all, all]. */
export type Kernel = Float64Array

/**
 * The squared maximum mean discrepancy of two sets (Gretton et al., JMLR 13, 2012), unbiased: about 0 where both come from one source. The first
 * `references` rows of the kernel are one set, the rest the other.
 */
export function meanDiscrepancy(kernel: Kernel, references: number): number {
  const all = Math.sqrt(kernel.length)
  const [m, n] = [references, all - references]
  if (m < 2 || n < 2) throw new RangeError(`Expected at least two rows on both sides, got ${m} and ${n}`)
  let [within, beyond, across] = [0, 0, 0]
  for (let i = 0; i < all; i++)
    for (let j = 0; j < i; j++) {
      const alike = kernel[i * all + j] as number
      if (i < m) within += alike
      else if (j >= m) beyond += alike
      else across += alike
    }
  return (2 * within) / (m * (m - 1)) + (2 * beyond) / (n * (n - 1)) - (2 * across) / (m * n)
}

/** exp(-d² / 2σ²) of every pair, σ the median distance of all pairs. */
export function gaussianKernel({ values, size }: Rows): Kernel {
  const all = values.length / size
  const kernel = new Float64Array(all * all)
  for (let i = 0; i < all; i++)
    for (let j = 0; j < i; j++) kernel[i * all + j] = squaredDistance(values, i * size, j * size, size)
  const scale = 2 * medianOf(kernel, all) || 1
  return filled(all, (i, j) => Math.exp(-(kernel[i * all + j] as number) / scale))
}

/** The inner product of every pair: what differs are the means. */
export function linearKernel({ values, size }: Rows): Kernel {
  return filled(values.length / size, (i, j) => {
    let sum = 0
    for (let at = 0; at < size; at++) sum += (values[i * size + at] as number) * (values[j * size + at] as number)
    return sum
  })
}

/** `likenessOf` is asked for pairs with j at most i. */
function filled(all: number, likenessOf: (i: number, j: number) => number): Kernel {
  const kernel = new Float64Array(all * all)
  for (let i = 0; i < all; i++)
    for (let j = 0; j <= i; j++) {
      const value = likenessOf(i, j)
      kernel[i * all + j] = value
      kernel[j * all + i] = value
    }
  return kernel
}

function squaredDistance(values: Rows['values'], a: number, b: number, size: number): number {
  let sum = 0
  for (let place = 0; place < size; place++) sum += ((values[a + place] as number) - (values[b + place] as number)) ** 2
  return sum
}

// The median of the squares is the square of the median.
function medianOf(distances: Float64Array, all: number): number {
  const pairs = (all * (all - 1)) / 2
  const step = Math.max(1, Math.floor(pairs / MOST_PAIRS))
  const taken: number[] = []
  let pair = 0
  for (let i = 0; i < all; i++) for (let j = 0; j < i; j++) if (pair++ % step === 0) taken.push(distances[i * all + j] as number)
  taken.sort((a, b) => a - b)
  const middle = Math.floor(taken.length / 2)
  return taken.length % 2 === 1 ? (taken[middle] ?? 0) : ((taken[middle - 1] ?? 0) + (taken[middle] ?? 0)) / 2
}
