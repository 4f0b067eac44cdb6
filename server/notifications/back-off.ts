const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 4 * 3_600_000
const GROWTH = 3
/** Share of a wait that is left to chance, so that many do not come back at the same moment. */
const JITTER = 0.3

/** Milliseconds before the n-th try (2 is the first that waits): three times as long each time, up to four hours, give or take 30 %. */
export function waitBefore(nth: number, random: () => number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** Math.max(0, nth - 2))
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random()))
}
