import { setTimeout as sleep } from 'node:timers/promises'

/** Simulated seconds per real second while nothing trains: slow enough for a milestone to be noticed within one image. */
export const FAST = 120
/** While a training or a pre-labelling runs, people work no faster than people. */
export const REAL_TIME = 1
const LONGEST_NAP_MS = 100
const MS_PER_SECOND = 1_000

/** The simulated time everybody shares. */
export interface PacedClock {
  /** Simulated seconds since the start. */
  now(): number
  /** Simulated seconds per real second from now on. */
  setSpeed(speed: number): void
  /** Waits until the clock shows this time; rejects with the signal's reason when it is aborted. */
  reach(seconds: number, signal: AbortSignal): Promise<void>
}

/** A clock that starts at 0 and runs at a speed that may change; `realNow` in milliseconds. */
export function createPacedClock(speed: number, realNow: () => number = () => performance.now()): PacedClock {
  let shown = 0
  let readAt = realNow()
  let pace = speed
  function now(): number {
    const time = realNow()
    shown += ((time - readAt) / MS_PER_SECOND) * pace
    readAt = time
    return shown
  }
  return {
    now,
    setSpeed(next) {
      now()
      pace = next
    },
    async reach(seconds, signal) {
      for (let left = seconds - now(); left > 0; left = seconds - now()) {
        await sleep(Math.min(LONGEST_NAP_MS, (left / pace) * MS_PER_SECOND), undefined, { signal })
      }
    },
  }
}
