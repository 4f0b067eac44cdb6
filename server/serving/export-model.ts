import { writeFile } from 'node:fs/promises'
import { zipSync } from 'fflate'
import type { ModelFormat } from '#shared/routes/serving.ts'
import { exportFiles, networkFile } from './export-files.ts'
import type { CardDraft } from './model-card.ts'

/** What is said to the process that writes a model down: as an archive with its card, or its network alone as ONNX. */
export type ExportCommand = { modelFolder: string; out: string } & (
  | { what: 'archive'; format: ModelFormat; card: CardDraft }
  | { what: 'network' }
)

/** What it answers, once. */
export type ExportAnswer = { ok: true } | { ok: false; message: string }

/** Weights do not get smaller. */
const STORED = 0

/** The program of that process: one command, one file, and its end. */
process.once('message', async (command: ExportCommand) => {
  process.send?.(await answer(command), undefined, undefined, () => process.exit(0))
})

async function answer(command: ExportCommand): Promise<ExportAnswer> {
  try {
    await writeFile(command.out, await contentOf(command))
    return { ok: true }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

async function contentOf(command: ExportCommand): Promise<Uint8Array> {
  if (command.what === 'network') return networkFile(command.modelFolder)
  return zipSync(await exportFiles(command.modelFolder, command.format, command.card), { level: STORED })
}
