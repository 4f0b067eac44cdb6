import { spawn } from 'node:child_process'
import { SetupError } from '../../server/store/setup-error.mjs'

const KEPT_OUTPUT = 20_000

/** The set-up was asked to stop (Ctrl+C, kill); what it had begun is removed on the way out. */
export class Interrupted extends Error {}

/**
 * Runs a program to its end and answers its output: `{ code, output }`; one that cannot even be started has the reason there.
 * It never inherits the terminal, so that the bar stays whole. One that found the disk full throws as our own writes would.
 */
export async function runProgram(program, args, options) {
  try {
    return await outcomeOf(program, args, options)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error
    return { code: error.code, output: `it cannot be started: ${error.message}` }
  }
}

/** As runProgram, with a SetupError made by `explain(output)` when the program fails. */
export async function runOrExplain(program, args, options, explain) {
  const { code, output } = await runProgram(program, args, options)
  if (code !== 0) throw new SetupError(explain(output))
  return output
}

/** Whether the program is on this machine and ends well when run so. */
export async function works(program, args) {
  return (await runProgram(program, args)).code === 0
}

/** The last lines of a program's output, short enough for a message. */
export function tail(output, lines = 3) {
  return output.split('\n').slice(-lines).join('\n  ')
}

function outcomeOf(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const interruption = passSignals(child)
    child.once('error', (error) => {
      interruption.ignore()
      reject(error)
    })
    child.once('close', (code, signal) => {
      interruption.ignore()
      if (interruption.came) reject(new Interrupted())
      else if (code !== 0 && /No space left on device|ENOSPC/.test(output)) reject(diskFull(program))
      else resolve({ code: code ?? signal, output: output.trim() })
    })
  })
}

function passSignals(child) {
  const interruption = { came: false, ignore }
  const pass = (signal) => {
    interruption.came = true
    child.kill(signal)
  }
  process.on('SIGINT', pass)
  process.on('SIGTERM', pass)
  return interruption

  function ignore() {
    process.removeListener('SIGINT', pass)
    process.removeListener('SIGTERM', pass)
  }
}

function diskFull(program) {
  return Object.assign(new Error(`${program} found no space left on the disk`), { code: 'ENOSPC' })
}
