import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Where a worker finds everything. */
export interface WorkPlace {
  readonly uri: string
  readonly data: string
  readonly blobs: string
}

/** A process that takes imports and exports. */
export interface Worker {
  /** `kill -9`. */
  kill(): void
}

const PROGRAM = fileURLToPath(new URL('./work.ts', import.meta.url))

/** Longer than that takes only a process that stands still before its first line, which Node does now and then on a machine at its limit. */
const START_LIMIT_MS = 60_000

/** Starts a worker and waits until it takes jobs; one that never does is killed, and another started. */
export async function startWorker(place: WorkPlace): Promise<Worker> {
  for (;;) {
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify(place)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const kill = () => void child.kill('SIGKILL')
    const tooLate = setTimeout(kill, START_LIMIT_MS)
    const takesJobs = await Promise.race([once(child.stdout, 'data').then(() => true), once(child, 'exit').then(() => false)])
    clearTimeout(tooLate)
    if (takesJobs) return { kill }
  }
}
