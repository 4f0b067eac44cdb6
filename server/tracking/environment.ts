import { execFile } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { RunEnvironment } from '#shared/domain/tracking.ts'
import { version } from '../version.ts'

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))
const GIT_LIMIT_MS = 5_000

/** What this process runs on. */
export async function environmentHere(): Promise<RunEnvironment> {
  const processors = cpus()
  return {
    version,
    commit: await commitHere(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
  }
}

// An installed package is no checkout, and not every machine has git.
async function commitHere(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: CHECKOUT, timeout: GIT_LIMIT_MS })
    return stdout.trim() || null
  } catch {
    return null
  }
}
