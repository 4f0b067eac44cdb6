import type { Readable } from 'node:stream'
import type { DiskRegion } from './disk-region.ts'

/** One file of a source: its relative path with "/" between folders, and its size. */
export interface TreeFile {
  readonly path: string
  readonly bytes: number
  /** When it was last written, in milliseconds since 1970, where its source knows. */
  readonly changedAt?: number
}

/** What an import reads from, be it a folder, an archive or single uploads: files by relative path, in natural order. */
export interface FileTree {
  readonly files: readonly TreeFile[]
  /** Files that are left out, such as those with a path that leads out of the tree. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[]
  /** A file's content as a stream; not_found where there is none. */
  stream(path: string): Promise<Readable>
  /** The SHA-256 of a file's content where it is known without reading it: the project may hold it, and then nobody reads it at all. */
  hashOf?(path: string): string | undefined
  /** The pixels of an image, upright, where they are known without reading it. */
  sizeOf?(path: string): { readonly width: number; readonly height: number } | undefined
  /**
   * Makes a file of bytes that lie inside another one or in none, such as the image of a record: it is opened like any other until the tree is
   * closed, lies on the disk meanwhile, and is not among `files`. Gives its path: the one asked for, or one beside it where that is taken.
   * The same bytes under the same path are the same file.
   */
  keep(path: string, content: Uint8Array): Promise<string>
  /** A file that can be read from any place in it: it is copied to the disk for that. */
  onDisk(path: string): Promise<DiskRegion>
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
export async function readWhole(tree: Pick<FileTree, 'stream'>, path: string): Promise<Buffer> {
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
export async function readHead(tree: Pick<FileTree, 'stream'>, path: string, most: number): Promise<Buffer> {
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
