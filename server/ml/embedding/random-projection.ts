import { createRandom } from '#shared/random.ts'

/**
 * A fixed linear map to fewer numbers that keeps distances nearly as they are (Johnson and Lindenstrauss 1984; entries from the normal
 * distribution): the same seed gives the same map on every machine and for ever. Returns `vectors of from numbers -> to numbers`.
 */
export function randomProjection({ from, to, seed }: { from: number; to: number; seed: number }) {
  const random = createRandom(seed)
  const deviation = 1 / Math.sqrt(to)
  const rows = Float32Array.from({ length: from * to }, () => random.normal() * deviation)
  return (vector: Float32Array): Float32Array => {
    if (vector.length !== from) throw new Error(`expected a vector of ${from} numbers, got ${vector.length}`)
    const projected = new Float32Array(to)
    for (let row = 0; row < from; row++) {
      const value = vector[row] as number
      if (value === 0) continue
      for (let column = 0; column < to; column++) (projected[column] as number) += value * (rows[row * to + column] as number)
    }
    return projected
  }
}
