import { NO_STRUCTURE } from '../../look-alike-keys.ts'

/** Side of the grey image a perceptual hash is computed from, in pixels. */
export const HASHED_SIDE = 32

const FREQUENCIES = 8
const BITS_PER_DIGIT = 4
/** Mean strength of the low frequencies below which an image counts as one flat colour; grey levels. */
const LEAST_STRUCTURE = 0.5

/**
 * 64-bit perceptual hash (16 hexadecimal digits) of a grey image [32, 32]: the signs of its lowest 8 x 8 cosine frequencies
 * without the mean, each against their median. Method: Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010.
 */
export function perceptualHash(grey: Uint8Array): string {
  const strengths = lowFrequencies(grey)
  const structure = strengths.slice(1).reduce((sum, strength) => sum + Math.abs(strength), 0) / (strengths.length - 1)
  if (structure < LEAST_STRUCTURE) return NO_STRUCTURE
  const sorted = strengths.slice(1).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] as number
  let digits = ''
  for (let start = 0; start < strengths.length; start += BITS_PER_DIGIT) {
    let digit = 0
    for (let bit = 0; bit < BITS_PER_DIGIT; bit++) digit = digit * 2 + ((strengths[start + bit] as number) > median ? 1 : 0)
    digits += digit.toString(16)
  }
  return digits
}

// COSINES[u * side + x]: the u-th frequency at pixel x, as a mean over the side.
const COSINES = Float64Array.from({ length: FREQUENCIES * HASHED_SIDE }, (_, index) => {
  const [frequency, pixel] = [Math.floor(index / HASHED_SIDE), index % HASHED_SIDE]
  return Math.cos(((2 * pixel + 1) * frequency * Math.PI) / (2 * HASHED_SIDE)) / Math.sqrt(HASHED_SIDE)
})

/** The 8 x 8 lowest frequencies of the cosine transform (type II), rows first. */
function lowFrequencies(grey: Uint8Array): number[] {
  const rows = new Float64Array(HASHED_SIDE * FREQUENCIES)
  for (let y = 0; y < HASHED_SIDE; y++)
    for (let u = 0; u < FREQUENCIES; u++) {
      let sum = 0
      for (let x = 0; x < HASHED_SIDE; x++)
        sum += (grey[y * HASHED_SIDE + x] as number) * (COSINES[u * HASHED_SIDE + x] as number)
      rows[y * FREQUENCIES + u] = sum
    }
  return Array.from({ length: FREQUENCIES * FREQUENCIES }, (_, index) => {
    const [v, u] = [Math.floor(index / FREQUENCIES), index % FREQUENCIES]
    let sum = 0
    for (let y = 0; y < HASHED_SIDE; y++) sum += (rows[y * FREQUENCIES + u] as number) * (COSINES[v * HASHED_SIDE + y] as number)
    return sum
  })
}
