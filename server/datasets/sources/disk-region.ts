import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** Bytes on the disk: a part of an open file. */
export interface DiskRegion {
  readonly handle: FileHandle
  readonly start: number
  readonly bytes: number
}

/** Bytes that a stream reads at a time. */
const CHUNK_BYTES = 64 * 1024

/** A region's bytes from a place in it on (up to but without `to`), as a stream; the file stays open, which streams of the system's own would close. */
export const streamRegion = (region: DiskRegion, from = 0, to = region.bytes): Readable =>
  Readable.from(chunksOf(region, from, to), { objectMode: false })

async function* chunksOf(region: DiskRegion, from: number, to: number): AsyncIterable<Buffer> {
  for (let at = from; at < to; ) {
    const chunk = await readRegion(region, at, Math.min(CHUNK_BYTES, to - at))
    if (chunk.length === 0) return
    at += chunk.length
    yield chunk
  }
}

/** Some bytes of a region; fewer where it ends before. */
export async function readRegion({ handle, start, bytes }: DiskRegion, from: number, length: number): Promise<Buffer> {
  const wanted = Buffer.alloc(Math.max(0, Math.min(length, bytes - from)))
  let read = 0
  while (read < wanted.length) {
    const { bytesRead } = await handle.read(wanted, read, wanted.length - read, start + from + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return wanted.subarray(0, read)
}
