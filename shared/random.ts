/** A seeded stream of random numbers; `state` saved and given back as a seed continues the same stream. */
export interface Random {
  /** A number in [0, 1), with 32 random bits. */
  next(): number
  /** A whole number in [0, below). */
  integer(below: number): number
  /** A number from the normal distribution with mean 0 and deviation 1. */
  normal(): number
  /** The same items in a random order, as a new list. */
  shuffled<T>(items: readonly T[]): T[]
  /** All there is to know of the stream: an unsigned 32-bit number. */
  readonly state: number
}

const BITS_32 = 2 ** 32
/** The odd step of a Weyl sequence with full period 2^32. */
const WEYL_STEP = 0x6d2b79f5

/**
 * Reproducible random numbers by mulberry32 (Tommy Ettinger, public domain): 32 bits of state, period 2^32, good for sampling and
 * initial weights, never for secrets. `seed` is any whole number; only its low 32 bits count.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  const next = () => {
    state = (state + WEYL_STEP) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / BITS_32
  }

  const integer = (below: number) => {
    if (!Number.isInteger(below) || below < 1) throw new RangeError(`Expected a whole number above 0 to draw below, got ${below}`)
    return Math.floor(next() * below)
  }

  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffled(items) {
      const order = [...items]
      for (let last = order.length - 1; last > 0; last--) {
        const pick = integer(last + 1)
        const moved = order[last] as (typeof order)[number]
        order[last] = order[pick] as (typeof order)[number]
        order[pick] = moved
      }
      return order
    },
    get state() {
      return state
    },
  }
}
