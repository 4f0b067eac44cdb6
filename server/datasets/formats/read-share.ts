import { Readable } from 'node:stream'
import type { FileTree } from '../sources/file-tree.ts'

/** How much of some files has been read, 0 to 1, by their bytes; they are read one after the other. */
export interface ReadShare {
  /** The stream of the next file, counted as it is read. */
  counted(stream: Readable): Readable
  now(): number
}

/** Watches the reading of files that hold images: nobody knows how many there are before the end. */
export function createReadShare({ files }: Pick<FileTree, 'files'>, paths: readonly string[]): ReadShare {
  const watched = new Set(paths)
  const total = files.reduce((sum, { path, bytes }) => (watched.has(path) ? sum + bytes : sum), 0)
  let read = 0
  async function* counting(stream: Readable): AsyncIterable<Uint8Array> {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      read += chunk.length
      yield chunk
    }
  }
  return {
    counted: (stream) => Readable.from(counting(stream), { objectMode: false }),
    now: () => (total === 0 ? 1 : Math.min(1, read / total)),
  }
}

/** The same for files that are read from any place in them: how much has been read with a part, 0 to 1, of one of them. */
export function createPartShare({ files }: Pick<FileTree, 'files'>, paths: readonly string[]) {
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]))
  const begins = new Map<string, number>()
  let total = 0
  for (const path of paths) {
    begins.set(path, total)
    total += sizes.get(path) ?? 0
  }
  return (path: string, part: number): number =>
    total === 0 ? 1 : ((begins.get(path) ?? 0) + part * (sizes.get(path) ?? 0)) / total
}
