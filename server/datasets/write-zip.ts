import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { AppError } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { WrittenFile } from './formats/format.ts'

/** The archive format as the library writes it counts with 32 bits for bytes and 16 for files. */
const MOST_BYTES = 2 ** 32 - 1
const MOST_FILES = 2 ** 16 - 1
/** The same files give the same archive, whenever it is written. */
const WRITTEN_AT = new Date(2020, 0, 1)
const DEFLATE_LEVEL = 6

/** An archive of the files, piece by piece: label files packed, images (packed already) as they are. `onFile` is called before each. */
export async function* writeZip(
  files: AsyncIterable<WrittenFile>,
  blobs: Pick<BlobStore, 'open'>,
  onFile: () => Promise<void>,
): AsyncIterable<Uint8Array> {
  const ready: Uint8Array[] = []
  let bytes = 0
  let count = 0
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    bytes += chunk.length
    ready.push(chunk)
  })
  for await (const { path, content } of files) {
    await onFile()
    if (++count > MOST_FILES)
      throw new AppError('too_large', `An archive holds at most ${MOST_FILES} files: export one split at a time`)
    const entry = 'text' in content ? new ZipDeflate(path, { level: DEFLATE_LEVEL }) : new ZipPassThrough(path)
    entry.mtime = WRITTEN_AT
    zip.add(entry)
    for await (const chunk of chunksOf(content, blobs)) {
      entry.push(typeof chunk === 'string' ? Buffer.from(chunk) : new Uint8Array(chunk as Buffer))
      yield* ready.splice(0)
    }
    entry.push(new Uint8Array(0), true)
    if (bytes > MOST_BYTES)
      throw new AppError('too_large', 'An archive holds at most 4 GB: export one split at a time, or without images')
  }
  zip.end()
  yield* ready.splice(0)
}

function chunksOf(content: WrittenFile['content'], blobs: Pick<BlobStore, 'open'>) {
  if ('blob' in content) return blobs.open(content.blob)
  return 'bytes' in content ? content.bytes : content.text
}
