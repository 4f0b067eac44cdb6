import type { Readable } from 'node:stream'

/** One file of a source: its relative path with "/" between folders, and its size. */
export interface TreeFile {
  readonly path: string
  readonly bytes: number
}

/** What an import reads from, be it a folder, an archive or single uploads: files by relative path, in natural order. */
export interface FileTree {
  readonly files: readonly TreeFile[]
  /** Files that are left out, such as those with a path that leads out of the tree. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[]
  /** A file's content as a stream; not_found where there is none. */
  stream(path: string): Promise<Readable>
  close(): Promise<void>
}

const BYTES_PER_MEGABYTE = 1024 * 1024
/** Largest file that is read whole into memory: an image, a label file of one image. */
const MOST_WHOLE_BYTES = 256 * BYTES_PER_MEGABYTE

/** Thrown where a file of a source cannot be read as asked; the message says why, for people. */
export class FileUnreadable extends Error {
  override name = 'FileUnreadable'
}

/** A whole file, refused where it turns out too large. */
export async function readWhole(tree: FileTree, path: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of await tree.stream(path)) {
    bytes += (chunk as Buffer).length
    if (bytes > MOST_WHOLE_BYTES) throw new FileUnreadable(`it holds more than ${MOST_WHOLE_BYTES / BYTES_PER_MEGABYTE} MB`)
    chunks.push(chunk as Buffer)
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}

/** The first bytes of a file. */
export async function readHead(tree: FileTree, path: string, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  const stream = await tree.stream(path)
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes >= most) break
  }
  stream.destroy()
  return Buffer.concat(chunks).subarray(0, most)
}

const collator = new Intl.Collator('en', { numeric: true })

/** Files in the order people expect: 2.jpg before 10.jpg. */
export const inNaturalOrder = <F extends { readonly path: string }>(files: readonly F[]): F[] =>
  [...files].sort((a, b) => collator.compare(a.path, b.path))
