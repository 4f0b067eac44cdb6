import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '#server/store/installed-parts.mjs'

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
  const python = join(folder, 'bin', 'python')
  if (existsSync(join(folder, COMPLETE))) return { python }
  try {
    await rm(folder, { recursive: true, force: true })
    await mkdir(cacheFolder(), { recursive: true })
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_LIMIT_MS })
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', ...requirements], { timeout: INSTALL_LIMIT_MS })
    await writeFile(join(folder, COMPLETE), requirements.join('\n'))
    return { python }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    return { missing: `${requirements.join(', ')} cannot be installed: ${lastLines(error)}` }
  }
}

function lastLines(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  return (stderr?.trim() || message).split('\n').slice(-REASON_LINES).join(' ')
}
