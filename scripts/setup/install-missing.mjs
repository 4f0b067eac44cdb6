import { explainFileError, SetupError } from '../../server/store/setup-error.mjs'
import { Interrupted } from './run-program.mjs'
import { waitForLock } from './wait-for-lock.mjs'

/** The exit code of a program that Ctrl+C ended, by the custom of shells. */
const INTERRUPTED_CODE = 130

/**
 * Installs every part that is not there, one after the other, and answers the exit code.
 * A part that is not vital and cannot be had is reported, and the set-up goes on without it.
 */
export async function installMissing(parts, progress) {
  try {
    for (const part of parts) {
      const ok = await installOne(part, progress)
      if (!ok && part.vital) return 1
    }
    return 0
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    progress.note('Stopped. Nothing half-installed was left.')
    return INTERRUPTED_CODE
  }
}

async function installOne(part, progress) {
  try {
    if (!part.isMissing()) return true
    await withLock(part, progress, () => installUnderLock(part, progress))
    return true
  } catch (error) {
    if (error instanceof Interrupted) throw error
    progress.fail(part.name, messageOf(part, error))
    if (!part.vital) progress.note(`Going on without it: ${part.without}`)
    return false
  }
}

/** Another set-up may have installed the part while this one waited for the lock. */
async function installUnderLock(part, progress) {
  if (!part.isMissing()) return
  const bar = progress.begin(part.name)
  const outcome = await part.install(bar)
  bar.end(outcome)
}

async function withLock(part, progress, work) {
  const lock = await waitForLock(part.lockFile(), (holder) => progress.note(`Waiting for another set-up (process ${holder}).`))
  try {
    await work()
  } finally {
    lock.release()
  }
}

function messageOf(part, error) {
  const explained = explainFileError(error, { what: `${part.name} cannot be installed.`, ...part.place() })
  return explained instanceof SetupError ? explained.message : (error?.stack ?? String(error))
}
