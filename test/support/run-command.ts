import { fileURLToPath } from 'node:url'
import { type Ended, runProgram } from './run-program.ts'

const LAUNCHER = fileURLToPath(new URL('../../scripts/labelloop.mjs', import.meta.url))

/** Runs `labelloop` as a person would, and waits for its end. */
export function runCommand(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return runProgram(process.execPath, [LAUNCHER, ...words], { env: { ...process.env, ...environment } })
}
