const FIRST_MS = 1000
const LAST_MS = 15_000

/** Tries again, each time after twice as long, until it is told that all is well. */
export function createRetryTimer(attempt: () => void) {
  let delay = FIRST_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    later() {
      clearTimeout(timer)
      timer = setTimeout(attempt, delay)
      delay = Math.min(delay * 2, LAST_MS)
    },
    succeeded() {
      delay = FIRST_MS
    },
    stop: () => clearTimeout(timer),
  }
}
