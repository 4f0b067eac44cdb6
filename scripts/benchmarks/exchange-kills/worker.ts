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

/** Starts a worker and waits until it takes jobs. */
export async function startWorker(place: WorkPlace): Promise<Worker> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return { kill: () => void child.kill('SIGKILL') }
}
