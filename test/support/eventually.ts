import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 50

/** Less than a test may take, so that it fails with what it waited for. */
const LIMIT_MS = 45_000

/** Runs a check until it passes; fails with its last error after the limit. */
export async function eventually<T>(check: () => T | Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(LOOK_EVERY_MS)
    }
  }
}
