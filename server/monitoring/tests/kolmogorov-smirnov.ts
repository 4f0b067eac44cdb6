/** Up to so many places of the lattice the exact distribution is computed: some milliseconds. */
const MOST_PLACES = 4e6
const PRECISION = 1e-18

/**
 * The two-sample Kolmogorov-Smirnov test, two-sided. `statistic` is the largest distance of the two empirical distributions, `p` how often
 * two samples of one continuous distribution are as far apart: exact (Hodges, Arkiv för Matematik 3, 1958) for small samples, by the limit
 * distribution (Smirnov 1948) for large ones. With ties the exact p is on the safe side.
 */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): { statistic: number; p: number } {
  if (a.length === 0 || b.length === 0) throw new RangeError('Expected two samples with values, got an empty one')
  const distance = largestDistance(a, b)
  const places = a.length * b.length
  const p = places <= MOST_PLACES ? exactTail(distance, a.length, b.length) : limitTail(distance / places, a.length, b.length)
  return { statistic: distance / places, p: Math.min(1, p) }
}

/** The largest |F - G| times both lengths: a whole number. */
function largestDistance(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [sorted(a), sorted(b)]
  let [i, j, largest] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] as number, y[j] as number)
    while (i < x.length && (x[i] as number) === value) i++
    while (j < y.length && (y[j] as number) === value) j++
    largest = Math.max(largest, Math.abs(i * y.length - j * x.length))
  }
  return largest
}

/** The chance that a random path through the lattice of ranks leaves the band of this width. */
function exactTail(distance: number, n: number, m: number): number {
  const row = new Float64Array(m + 1)
  let outside = 0
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= m; j++) {
      const left = n + m - i - j + 1
      const fromBelow = i > 0 ? ((row[j] ?? 0) * (n - i + 1)) / left : 0
      const fromLeft = j > 0 ? ((row[j - 1] ?? 0) * (m - j + 1)) / left : 0
      const here = i + j === 0 ? 1 : fromBelow + fromLeft
      const isOutside = Math.abs(i * m - j * n) >= distance
      if (isOutside) outside += here
      row[j] = isOutside ? 0 : here
    }
  return outside
}

function limitTail(statistic: number, n: number, m: number): number {
  const z = statistic * Math.sqrt((n * m) / (n + m))
  return kolmogorovTail(z)
}

/** How often the largest distance of a Brownian bridge exceeds z. */
export function kolmogorovTail(z: number): number {
  // Near zero the alternating series converges slowly; Jacobi's other form does not.
  if (z < 1) {
    let below = 0
    for (let k = 1; ; k += 2) {
      const term = Math.exp(-(k * k * Math.PI * Math.PI) / (8 * z * z))
      below += term
      if (!(term > PRECISION)) return 1 - (z > 0 ? (Math.sqrt(2 * Math.PI) / z) * below : 0)
    }
  }
  let tail = 0
  for (let k = 1; ; k++) {
    const term = Math.exp(-2 * k * k * z * z)
    tail += k % 2 === 1 ? 2 * term : -2 * term
    if (term < PRECISION) return tail
  }
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
