import { keysAround, nearKeys } from '../../look-alike-keys.ts'

/**
 * Bits in which the perceptual hashes of near-duplicates may differ. Measured on real sets: at 4, all pairs found were the same scene;
 * from 6 on, different hands before the same wall were paired too.
 */
const MOST_DIFFERING_BITS = 4
const HALF_BITS = 32

/** An image that looks like the one asked for, and in how many bits their hashes differ. */
export interface NearDuplicate<T> {
  readonly value: T
  readonly distance: number
}

/** Perceptual hashes that can be asked for look-alikes, in memory. */
export function createNearDuplicateIndex<T>() {
  const buckets = new Map<number, Entry<T>[]>()

  return {
    add(hash: string, value: T): void {
      const entry = { ...halvesOf(hash), value }
      for (const key of nearKeys(hash)) {
        const bucket = buckets.get(key)
        if (bucket) bucket.push(entry)
        else buckets.set(key, [entry])
      }
    },

    /** All look-alikes, the closest first. */
    near(hash: string): NearDuplicate<T>[] {
      const { high, low } = halvesOf(hash)
      const found = new Map<Entry<T>, number>()
      for (const key of keysAround(hash))
        for (const entry of buckets.get(key) ?? []) {
          const distance = ones(entry.high ^ high) + ones(entry.low ^ low)
          if (distance <= MOST_DIFFERING_BITS) found.set(entry, distance)
        }
      return [...found].map(([{ value }, distance]) => ({ value, distance })).sort((a, b) => a.distance - b.distance)
    },
  }
}

interface Entry<T> {
  readonly high: number
  readonly low: number
  readonly value: T
}

const halvesOf = (hash: string) => ({ high: Number.parseInt(hash.slice(0, 8), 16), low: Number.parseInt(hash.slice(8), 16) })

/** The number of ones among 32 bits (parallel sums; Warren, "Hacker's Delight", section 5-1). */
function ones(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> (HALF_BITS - 8)
}
