import { setTimeout as sleep } from 'node:timers/promises'
import { takeProcessLock } from '../../server/store/process-lock.mjs'

const POLL_MS = 500

/** Takes the lock file, however long another living process holds it; `onWait` hears once who that is. */
export async function waitForLock(file, onWait) {
  let told = false
  for (;;) {
    const lock = takeProcessLock(file)
    if (lock.holder === undefined) return lock
    if (!told) onWait(lock.holder)
    told = true
    await sleep(POLL_MS)
  }
}
