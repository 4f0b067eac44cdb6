import { join, resolve } from 'node:path'
import { takeProcessLock } from './process-lock.mjs'
import { explainFileError, SetupError } from './setup-error.ts'

const LOCK_FILE = 'labelloop.lock'

/** Makes this process the only Labelloop on the data folder until `release` or its end; refuses when another one runs on it. */
export function holdDataFolder(folder: string): { folder: string; release(): void } {
  const path = resolve(folder)
  const lock = lockOf(path)
  if (lock.holder !== undefined) throw inUse(path, lock.holder)
  process.once('exit', lock.release)
  return {
    folder: path,
    release() {
      process.removeListener('exit', lock.release)
      lock.release()
    },
  }
}

function lockOf(folder: string) {
  try {
    return takeProcessLock(join(folder, LOCK_FILE))
  } catch (error) {
    throw explainFileError(error, { what: 'The data folder cannot be used.', folder, variable: 'LABELLOOP_DATA' })
  }
}

function inUse(folder: string, holder: number): SetupError {
  return new SetupError({
    what: `Labelloop already runs on the data folder ${folder}.`,
    why: `process ${holder} holds it, and two instances would write over each other.`,
    waysOut: [
      'use the one that runs (its URL is in its terminal)',
      `stop it first (Ctrl+C there, or: kill ${holder})`,
      'start this one on a folder and port of its own: LABELLOOP_DATA=… LABELLOOP_PORT=… npm start',
    ],
  })
}
