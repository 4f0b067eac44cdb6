import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ExportAnswer, ExportCommand } from './export-model.ts'

const LONGEST_MS = 120_000

/** Writes a model down by a process of its own: folding and recording a network takes longer than a server may pause. */
export async function exportByProcess(command: ExportCommand): Promise<void> {
  const answer = await carriedOut(command)
  if (!answer.ok) throw new Error(`the model cannot be written down: ${answer.message}`)
}

function carriedOut(command: ExportCommand): Promise<ExportAnswer> {
  const child = fork(fileURLToPath(new URL('./export-model.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
    timeout: LONGEST_MS,
  })
  return new Promise((resolve) => {
    child.once('message', (answer: ExportAnswer) => resolve(answer))
    child.once('error', (error) => resolve({ ok: false, message: error.message }))
    child.once('close', (code, signal) => resolve({ ok: false, message: `its process ended with ${signal ?? code}` }))
    child.send(command)
  })
}
