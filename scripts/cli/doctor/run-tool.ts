import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const LIMIT_MS = 10_000
const run = promisify(execFile)

/** What a program prints, or null where it cannot be run. */
export async function outputOf(program: string, options: readonly string[]): Promise<string | null> {
  try {
    const { stdout, stderr } = await run(program, [...options], { timeout: LIMIT_MS })
    return (stdout || stderr).trim()
  } catch {
    return null
  }
}
