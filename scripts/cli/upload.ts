import { createReadStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Upload, type UploadOptions } from 'tus-js-client'
import type { ImportId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import { HELD_LIST, paths } from '#shared/routes/data.ts'
import type { Api } from './api.ts'
import { CommandFailure } from './failure.ts'
import { type SortedFiles, sortHeld } from './held-files.ts'
import { isArchive, type ListedFile } from './list-files.ts'
import { type PackedFile, packFiles } from './pack-files.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { megabytes, type Terminal } from './terminal.ts'

const CHUNK_BYTES = 16 * 2 ** 20
/** A cut connection is picked up where it broke, for about two minutes. */
const RETRY_PAUSES_MS = [200, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000]
/** Files are packed on the disk before they are sent: more than this is rather sent file by file. */
const LARGEST_ARCHIVE_BYTES = 3.5 * 2 ** 30
const ARCHIVE_NAME = 'import.zip'

interface UploadTarget {
  readonly api: Api
  readonly projectId: string
  readonly importId: ImportId
}

/**
 * Sends the files to the server, resumably, and gives the import id under which they wait there. Images of `root` whose content the project holds are
 * only named.
 */
export async function uploadFiles(
  api: Api,
  { projectId, root, files }: { projectId: string; root: string; files: readonly ListedFile[] },
  terminal: Terminal,
): Promise<ImportId> {
  const importId = newId<ImportId>('import')
  const target = { api, projectId, importId }
  const [first] = files
  if (first && isArchive(files)) {
    await send(target, first.file, first.path, (sent) => report(terminal, sent, first.bytes))
    return importId
  }
  const { missing, held } = await sortHeld(api, { projectId, root, files }, terminal)
  const total = missing.reduce((sum, { bytes }) => sum + bytes, 0)
  if (missing.length > 0 && total < LARGEST_ARCHIVE_BYTES) await sendPacked(target, missing.map(packed), terminal)
  else await sendSingly(target, missing, total, terminal)
  if (held.length > 0) await sendList(target, held)
  return importId
}

async function sendList(target: UploadTarget, held: SortedFiles['held']): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'held.json')
    await writeFile(file, JSON.stringify(held))
    await send(target, file, HELD_LIST, () => undefined)
  })
}

/** The same for files that lie somewhere else than on this machine's disk. */
export async function uploadPacked(
  api: Api,
  projectId: string,
  files: readonly PackedFile[],
  terminal: Terminal,
): Promise<ImportId> {
  const importId = newId<ImportId>('import')
  await sendPacked({ api, projectId, importId }, files, terminal)
  return importId
}

const packed = ({ file, path }: ListedFile): PackedFile => ({ path, content: () => createReadStream(file) })

async function sendPacked(target: UploadTarget, files: readonly PackedFile[], terminal: Terminal): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const archive = join(folder, ARCHIVE_NAME)
    terminal.progress(null, `Packing ${files.length} files`)
    await packFiles(files, archive)
    const { size } = await stat(archive)
    await send(target, archive, ARCHIVE_NAME, (sent) => report(terminal, sent, size))
  })
}

async function sendSingly(target: UploadTarget, files: readonly ListedFile[], total: number, terminal: Terminal): Promise<void> {
  let done = 0
  for (const { file, path, bytes } of files) {
    await send(target, file, path, (sent) => report(terminal, done + sent, total))
    done += bytes
  }
}

async function send({ api, projectId, importId }: UploadTarget, file: string, path: string, onSent: (bytes: number) => void) {
  const { url, token } = api.connection
  const { size } = await stat(file)
  await new Promise<void>((resolve, reject) => {
    const options: UploadOptions = {
      endpoint: url + paths.uploads,
      metadata: { importId, projectId, path },
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      uploadSize: size,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_PAUSES_MS,
      onProgress: onSent,
      onSuccess: () => resolve(),
      onError: (error) => reject(new CommandFailure(`expected ${url} to take the upload of ${path}, but: ${error.message}`)),
    }
    // In Node the library reads a stream of a file, which its declaration (written for browsers) does not know.
    new Upload(createReadStream(file) as unknown as Blob, options).start()
  })
}

function report(terminal: Terminal, sent: number, total: number): void {
  terminal.progress(total === 0 ? null : sent / total, `Sending ${megabytes(sent)} of ${megabytes(total)} MB`)
}
