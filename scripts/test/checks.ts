import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Tally } from './tally.ts'

interface Check {
  name: string
  /** A program of an installed package, and its arguments. */
  run: readonly string[]
}

const CHECKS: readonly Check[] = [
  { name: 'type check', run: ['typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', run: ['@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'unused code', run: ['knip/bin/knip.js', '--no-progress'] },
]

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the type check, the lint and the search for unused code, one after the other; each counts as one test. */
export async function runChecks(): Promise<Tally> {
  const failures: Tally['failures'] = []
  for (const check of CHECKS) {
    const code = await exitCodeOf(check)
    console.log(`${code === 0 ? '✓' : '✗'} ${check.name}`)
    if (code !== 0) failures.push({ name: check.name, reason: `ended with exit code ${code}` })
  }
  return { passed: CHECKS.length - failures.length, failures, skips: [] }
}

/** The output goes straight to the terminal; the program ends with us. */
function exitCodeOf({ run: [program, ...args] }: Check): Promise<number> {
  const child = spawn(process.execPath, [`${ROOT}/node_modules/${program}`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    process.exit(1)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.removeListener('SIGINT', end)
      process.removeListener('SIGTERM', end)
      resolve(code ?? 1)
    })
  })
}
