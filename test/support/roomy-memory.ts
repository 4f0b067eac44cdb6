import { readFileSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'

const MEMORY = '/dev/shm'
/** A few times what a whole run has at once. */
const ROOMY_BYTES = 6e9

/**
 * A folder that lies in memory, or null where there is none with room, or none that programs may be started from: what tests write is gone with
 * them, and on a disk every write that is durable waits for it.
 */
export function roomyMemory(): string | null {
  try {
    const [mount] = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter((line) => line.split(' ')[1] === MEMORY)
    const { bavail, bsize } = statfsSync(MEMORY)
    const isRoomy = Math.min(bavail * bsize, freemem() / 2) >= ROOMY_BYTES
    return mount !== undefined && !/\bnoexec\b/.test(mount) && isRoomy ? MEMORY : null
  } catch {
    return null
  }
}
