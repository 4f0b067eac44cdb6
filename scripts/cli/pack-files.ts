import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Zip, ZipPassThrough } from 'fflate'
import type { ListedFile } from './list-files.ts'

/** Writes the files into an uncompressed zip (images are compressed already), without holding them in memory. */
export async function packFiles(files: readonly ListedFile[], target: string): Promise<void> {
  await pipeline(Readable.from(zipChunks(files)), createWriteStream(target))
}

async function* zipChunks(files: readonly ListedFile[]): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  for (const { file, path } of files) {
    const entry = new ZipPassThrough(path)
    zip.add(entry)
    for await (const chunk of createReadStream(file)) {
      entry.push(chunk as Uint8Array)
      yield* ready.splice(0)
    }
    entry.push(new Uint8Array(0), true)
    yield* ready.splice(0)
  }
  zip.end()
  yield* ready.splice(0)
}
