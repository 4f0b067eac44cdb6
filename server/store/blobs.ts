import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { notFound } from '../errors.ts'

export type BlobContent =
  | { readonly bytes: Uint8Array }
  | { readonly file: string }
  | { readonly stream: AsyncIterable<Uint8Array | string> }

/**
 * A record that names a content is written at most this long after the content: who puts or keeps that later does it for something else. Longer than
 * storages round times, and than clocks differ.
 */
export const OWN_KEEPING_MS = 5000

export interface BlobEntry {
  readonly hash: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly keptAt: number
}

/** Immutable contents named by their SHA-256, in a folder or in a bucket. */
export interface BlobStore {
  /** Keeps a content durably; one that is there already is not written again. */
  put(content: BlobContent): Promise<{ hash: string; bytes: number }>
  /**
   * A local file with the content, to be opened within minutes: out of a bucket it comes into a cache of limited size. What is not there at all is not
   * in that file either.
   */
  onDisk(hash: string): Promise<string>
  open(hash: string): Readable
  has(hash: string): Promise<boolean>
  /** Whether it is there; where it is, it counts as put just now. */
  keep(hash: string): Promise<boolean>
  remove(hash: string): Promise<void>
  /** Removes it unless it was put or kept since then (milliseconds since 1970), however closely somebody does that beside it; whether it is gone. */
  removeUnlessKept(hash: string, since: number): Promise<boolean>
  /** Clears away what writers that died left half-written before then (milliseconds since 1970), or only counts it; how many. */
  clearUnfinished(before: number, options: { readonly dryRun: boolean }): Promise<number>
  /** Every blob, with its size and when it was last put or kept. */
  list(): AsyncIterable<BlobEntry>
  /** Throws where the blobs cannot be reached. */
  ping(): Promise<void>
}

/** A local file with the content, as `onDisk` gives it; not_found where there is none. */
export async function expectOnDisk(blobs: Pick<BlobStore, 'onDisk'>, hash: string, what: string): Promise<string> {
  const file = await blobs.onDisk(hash)
  await access(file).catch(() => {
    throw notFound(what)
  })
  return file
}
