import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportCommand } from './export-model.ts'
import { exportByProcess } from './export-process.ts'

type Archive = Omit<Extract<ExportCommand, { what: 'archive' }>, 'what' | 'out'>

/** Writes a model into a zip; the file lives as long as `use` runs. */
export async function withExport<Result>(archive: Archive, use: (file: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-model-'))
  try {
    const out = join(folder, 'model.zip')
    await exportByProcess({ ...archive, what: 'archive', out })
    return await use(out)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
