import { writeFile } from 'node:fs/promises'
import { zipSync } from 'fflate'
import type { ModelFormat } from '#shared/routes/serving.ts'
import { exportFiles } from './export-files.ts'
import type { CardDraft } from './model-card.ts'

/** What is said to the process that writes a model down. */
export type ExportCommand = { modelFolder: string; format: ModelFormat; card: CardDraft; out: string }

/** What it answers, once. */
export type ExportAnswer = { ok: true } | { ok: false; message: string }

/** Weights do not get smaller. */
const STORED = 0

/** The program of that process: one command, one archive, and its end. */
process.once('message', async (command: ExportCommand) => {
  process.send?.(await answer(command), undefined, undefined, () => process.exit(0))
})

async function answer({ modelFolder, format, card, out }: ExportCommand): Promise<ExportAnswer> {
  try {
    await writeFile(out, zipSync(await exportFiles(modelFolder, format, card), { level: STORED }))
    return { ok: true }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
