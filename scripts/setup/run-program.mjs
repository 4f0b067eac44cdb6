import { spawn } from 'node:child_process'
import { SetupError } from '../../server/store/setup-error.mjs'

const KEPT_OUTPUT = 20_000

/**
 * Runs a program to its end and answers its output: `{ code, output }`. It never inherits the terminal, so that the bar stays whole.
 * A program that found the disk full throws the same error as our own writes would.
 */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = endWithUs(child)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      end()
      if (code !== 0 && /No space left on device|ENOSPC/.test(output)) reject(diskFull(program))
      else resolve({ code: code ?? signal, output: output.trim() })
    })
  })
}

/** As runProgram, with a SetupError made by `explain(output)` when the program fails. */
export async function runOrExplain(program, args, options, explain) {
  const { code, output } = await runProgram(program, args, options)
  if (code !== 0) throw new SetupError(explain(output))
  return output
}

/** The last lines of a program's output, short enough for a message. */
export function tail(output, lines = 3) {
  return output.split('\n').slice(-lines).join('\n  ')
}

function endWithUs(child) {
  const kill = (signal) => {
    child.kill(signal)
    process.exitCode = 1
  }
  process.on('SIGINT', kill)
  process.on('SIGTERM', kill)
  return () => {
    process.removeListener('SIGINT', kill)
    process.removeListener('SIGTERM', kill)
  }
}

function diskFull(program) {
  return Object.assign(new Error(`${program} found no space left on the disk`), { code: 'ENOSPC' })
}
