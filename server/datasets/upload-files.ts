import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ImportId, type ProjectId } from '#shared/domain/ids.ts'
import { randomHex } from '#shared/random-id.ts'

/** Uploads nobody has asked to import are removed after this long. */
const STALE_MS = 7 * 24 * 3600 * 1000
const SIDECAR = '.json'
const ID_BYTES = 12

/** What the client says about an upload. */
export const UploadMetadata = z.object({
  projectId: z.string().min(1),
  importId: ImportId.regex(/^[\w-]+$/, 'letters, digits, "-" and "_"'),
  /** Relative path inside the data set. */
  path: z.string().min(1).max(1000),
})
export type UploadMetadata = z.infer<typeof UploadMetadata>

const Sidecar = z.object({ id: z.string(), size: z.number(), metadata: UploadMetadata, creation_date: z.string().optional() })

/** Where uploads lie until their import is done. */
export const uploadsFolder = (dataFolder: string): string => join(dataFolder, 'uploads')

/** All uploads of an import begin with this. */
export const uploadPrefix = (importId: string): string => `${importId}.`

/** An upload as the import finds it; `isComplete` is false where the connection broke and nobody went on. */
export interface Upload {
  readonly path: string
  readonly file: string
  readonly isComplete: boolean
}

/** The uploads of an import into this project; the later of two for one path. */
export async function uploadsOf(folder: string, importId: ImportId, projectId: ProjectId): Promise<Upload[]> {
  const names = await namesOf(folder, importId)
  const found: { upload: Upload; at: string }[] = []
  for (const name of names.filter((one) => one.endsWith(SIDECAR))) {
    const sidecar = Sidecar.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')))
    if (!sidecar.success || sidecar.data.metadata.projectId !== projectId) continue
    const { id, size, metadata, creation_date: at = '' } = sidecar.data
    const file = join(folder, id)
    const bytes = await stat(file).then(
      (found) => found.size,
      () => -1,
    )
    found.push({ upload: { path: metadata.path, file, isComplete: bytes === size }, at })
  }
  found.sort((a, b) => Number(a.upload.isComplete) - Number(b.upload.isComplete) || (a.at < b.at ? -1 : 1))
  return [...new Map(found.map(({ upload }) => [upload.path, upload])).values()]
}

/** Puts a file where an upload of it would lie, complete. */
export async function placeUpload(folder: string, metadata: UploadMetadata, bytes: Uint8Array): Promise<void> {
  const id = uploadPrefix(metadata.importId) + randomHex(ID_BYTES)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, id), bytes)
  // The file first: what has a sidecar is looked for.
  const sidecar: z.input<typeof Sidecar> = { id, size: bytes.length, metadata, creation_date: new Date().toISOString() }
  await writeFile(join(folder, id + SIDECAR), JSON.stringify(sidecar))
}

/** Removes the uploads of an import. */
export async function removeUploads(folder: string, importId: ImportId): Promise<void> {
  for (const name of await namesOf(folder, importId)) await rm(join(folder, name), { force: true })
}

/** Removes what was uploaded long ago and never imported. */
export async function removeStaleUploads(folder: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (found && found.mtimeMs < now - STALE_MS) await rm(join(folder, name), { force: true })
  }
}

async function namesOf(folder: string, importId: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.startsWith(uploadPrefix(importId)))
}
