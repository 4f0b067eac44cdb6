import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** Bytes on the disk: a part of an open file. */
export interface DiskRegion {
  readonly handle: FileHandle
  readonly start: number
  readonly bytes: number
}

/** A region's bytes from a place in it on (up to but without `to`), as a stream; the file stays open. */
export function streamRegion({ handle, start, bytes }: DiskRegion, from = 0, to = bytes): Readable {
  if (to <= from) return Readable.from([])
  // By its number: a stream made by the handle itself leaves a listener behind on it.
  return createReadStream('', { fd: handle.fd, start: start + from, end: start + to - 1, autoClose: false })
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
