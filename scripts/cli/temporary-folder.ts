import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

const INTERRUPTIONS = ['SIGINT', 'SIGTERM'] as const
/** By custom, a process that a signal ended has this plus the signal's number as its exit code. */
const SIGNALLED = 128

/** Gives work an empty folder, and removes it when the work is done, has failed, or is interrupted. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-import-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const interrupt = (signal: (typeof INTERRUPTIONS)[number]) => {
    remove()
    process.exit(SIGNALLED + constants.signals[signal])
  }
  for (const signal of INTERRUPTIONS) process.once(signal, interrupt)
  try {
    return await work(folder)
  } finally {
    for (const signal of INTERRUPTIONS) process.removeListener(signal, interrupt)
    remove()
  }
}
