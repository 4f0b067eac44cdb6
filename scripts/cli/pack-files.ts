import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WrittenFile } from '#server/datasets/formats/format.ts'
import { writeZip } from '#server/datasets/write-zip.ts'

/** A file to pack: its path inside the archive, and its content when its turn has come. */
export interface PackedFile {
  readonly path: string
  content(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>
}

/** Writes any number of files into an uncompressed zip (images are compressed already), without holding them in memory. */
export async function packFiles(files: readonly PackedFile[], target: string): Promise<void> {
  await pipeline(Readable.from(writeZip(written(files), NO_BLOBS, async () => undefined)), createWriteStream(target))
}

async function* written(files: readonly PackedFile[]): AsyncGenerator<WrittenFile> {
  for (const { path, content } of files) yield { path, content: { bytes: await content() } }
}

const NO_BLOBS = {
  open(hash: string): never {
    throw new Error(`Expected the bytes of a file, got the name of a content: ${hash}`)
  },
}
