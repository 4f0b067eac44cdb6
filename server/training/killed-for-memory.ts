import { readFileSync } from 'node:fs'

const COUNTERS = '/proc/vmstat'

/** How many processes the Linux kernel has killed for want of memory since the machine started; 0 where nobody counts. */
export function killedForMemory(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(COUNTERS, 'utf8'))?.[1] ?? 0)
  } catch {
    // Not Linux, or hidden from this container: a death is then taken for what its last words say.
    return 0
  }
}
