import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Zip, ZipPassThrough } from 'fflate'

/** A file to pack: its path inside the archive, and its content when its turn has come. */
export interface PackedFile {
  readonly path: string
  content(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>
}

/** Writes the files into an uncompressed zip (images are compressed already), without holding them in memory. */
export async function packFiles(files: readonly PackedFile[], target: string): Promise<void> {
  await pipeline(Readable.from(zipChunks(files)), createWriteStream(target))
}

async function* zipChunks(files: readonly PackedFile[]): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  for (const file of files) {
    const entry = new ZipPassThrough(file.path)
    zip.add(entry)
    for await (const chunk of await file.content()) {
      entry.push(chunk)
      yield* ready.splice(0)
    }
    entry.push(new Uint8Array(0), true)
    yield* ready.splice(0)
  }
  zip.end()
  yield* ready.splice(0)
}
