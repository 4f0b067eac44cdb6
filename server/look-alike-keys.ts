/** The perceptual hash of an image without any structure, which is alike to nothing. */
export const NO_STRUCTURE = '0'.repeat(16)

/** First bit of each band, from the lowest, and the end of the last. Of a million images few share a band this long by chance. */
const BAND_EDGES = [0, 22, 43, 64] as const
const LONGEST_BAND = 22

/**
 * Under which three whole numbers (below 2^24) a perceptual hash of 16 hexadecimal digits is kept; none where it is alike to nothing.
 * Multi-index hashing: Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012.
 */
export const nearKeys = (hash: string): number[] => (hash === NO_STRUCTURE ? [] : bandsOf(hash).map(keyOf))

/**
 * Under which 67 numbers every hash that differs in up to 5 bits is found by one of its own three, and few others: of 5 bits one of 3 bands holds
 * 1 at most, so each band is looked under as it is, and with each of its bits turned.
 */
export function keysAround(hash: string): number[] {
  if (hash === NO_STRUCTURE) return []
  return bandsOf(hash).flatMap((value, band) => {
    const bits = (BAND_EDGES[band + 1] as number) - (BAND_EDGES[band] as number)
    const turned = Array.from({ length: bits }, (_, bit) => keyOf(value ^ (1 << bit), band))
    return [keyOf(value, band), ...turned]
  })
}

const keyOf = (value: number, band: number): number => band * 2 ** LONGEST_BAND + value

function bandsOf(hash: string): number[] {
  const bits = BigInt(`0x${hash}`)
  return BAND_EDGES.slice(1).map((end, band) => {
    const first = BAND_EDGES[band] as number
    return Number((bits >> BigInt(first)) & ((1n << BigInt(end - first)) - 1n))
  })
}

/** In how many of their 64 bits two perceptual hashes differ. */
export function differingBits(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let count = 0
  for (; bits > 0n; bits &= bits - 1n) count++
  return count
}
