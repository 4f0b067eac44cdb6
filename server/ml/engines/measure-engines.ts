import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type EngineId, type EngineReport, engineIds } from '#shared/domain/engine.ts'
import { fastestFirst } from './fastest-first.ts'
import { engineEnvironment } from './native-libraries.ts'

/** Loading included; an engine that needs longer than this is of no use. */
const LIMIT_MS = 60_000
const LAST_WORDS_CHARACTERS = 200

/**
 * Measures every engine of this machine, one after the other, each in a process of its own; the fastest comes first. `byName` is the one
 * that was asked for, which also counts where it is only imitated in software.
 */
export async function measureEngines(byName: EngineId | null = null): Promise<EngineReport[]> {
  const reports: EngineReport[] = []
  for (const id of engineIds) reports.push(await measureInProcess(id, id === byName))
  return fastestFirst(reports)
}

function measureInProcess(id: EngineId, byName: boolean): Promise<EngineReport> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('./measure-process.ts', import.meta.url)), [id, ...(byName ? ['by-name'] : [])], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: engineEnvironment(process.env),
    })
    let report: EngineReport | null = null
    let words = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-LAST_WORDS_CHARACTERS)
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    child.once('message', (message) => {
      report = message as EngineReport
    })
    child.once('error', (error) => {
      words = error.message
    })
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      resolve(report ?? { id, available: false, reason: `its process ended with ${signal ?? code}: ${words.trim()}` })
    })
  })
}
