import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExportAnswer, ExportCommand } from './export-model.ts'

const LONGEST_MS = 120_000

/** Writes a model into a zip by a process of its own; the file lives as long as `use` runs. */
export async function withExport<Result>(
  command: Omit<ExportCommand, 'out'>,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-model-'))
  try {
    const out = join(folder, 'model.zip')
    const answer = await carryOut({ ...command, out })
    if (!answer.ok) throw new Error(`the model cannot be written as ${command.format}: ${answer.message}`)
    return await use(out)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function carryOut(command: ExportCommand): Promise<ExportAnswer> {
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
