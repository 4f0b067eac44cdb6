import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '#server/store/installed-parts.mjs'
import { waitForLock } from '../../setup/wait-for-lock.mjs'

const run = promisify(execFile)
/** Reference libraries come as gigabytes. */
const INSTALL_LIMIT_MS = 15 * 60_000
const REASON_LINES = 3
const COMPLETE = 'complete'

/** A Python with the reference's packages, or why there is none. */
export type PythonEnvironment = { python: string } | { missing: string }

/** Installs packages into an environment of their own in the cache folder, once; what is half-installed is thrown away. */
export async function pythonEnvironment(name: string, requirements: readonly string[]): Promise<PythonEnvironment> {
  const folder = join(cacheFolder(), `reference-${name}`)
  try {
    if (!isComplete(folder)) await installOnce(folder, requirements)
    return { python: pythonIn(folder) }
  } catch (error) {
    return { missing: `${requirements.join(', ')} cannot be installed: ${lastLines(error)}` }
  }
}

const isComplete = (folder: string) => existsSync(join(folder, COMPLETE))
const pythonIn = (folder: string) => join(folder, 'bin', 'python')

async function installOnce(folder: string, requirements: readonly string[]): Promise<void> {
  // Tests that run side by side ask for the same one: the second must not throw away what the first is making.
  const lock = await waitForLock(`${folder}.lock`, () => undefined)
  try {
    if (isComplete(folder)) return
    await rm(folder, { recursive: true, force: true })
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_LIMIT_MS })
    const packages = ['--only-binary=:all:', ...requirements]
    await run(pythonIn(folder), ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: INSTALL_LIMIT_MS })
    await writeFile(join(folder, COMPLETE), requirements.join('\n'))
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    lock.release()
  }
}

function lastLines(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  return (stderr?.trim() || message).split('\n').slice(-REASON_LINES).join(' ')
}
