import { startProgram, toldEnd } from '../start-program.ts'
import type { ExportAnswer, ExportCommand } from './export-model.ts'

const LONGEST_MS = 120_000

/** Writes a model down by a process of its own: folding and recording a network takes longer than a server may pause. */
export async function exportByProcess(command: ExportCommand): Promise<void> {
  const answer = await carriedOut(command)
  if (!answer.ok) throw new Error(`the model cannot be written down: ${answer.message}`)
}

function carriedOut(command: ExportCommand): Promise<ExportAnswer> {
  const { child, tell, ended, kill } = startProgram<ExportCommand>(new URL('./export-model.ts', import.meta.url))
  const limit = setTimeout(kill, LONGEST_MS)
  return new Promise((resolve) => {
    child.once('message', (answer: ExportAnswer) => resolve(answer))
    ended.then((end) => {
      clearTimeout(limit)
      resolve({ ok: false, message: `its process ${toldEnd(end)}` })
    })
    tell(command)
  })
}
