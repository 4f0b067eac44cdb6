import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { refuseTrap } from './archive-limits.ts'

const SIGNATURE = '\u001f\u008b'

/** Bytes at a file's beginning that tell whether it is packed by gzip. */
export const GZIP_HEAD_BYTES = SIGNATURE.length
/** Whether a file begins as gzip's do. */
export const isGzip = (head: Buffer): boolean => head.toString('latin1', 0, SIGNATURE.length) === SIGNATURE

/** The content of a file that gzip has packed into so many bytes; throws where it is damaged, or unpacks to hundreds of times its size. */
export async function* gunzipped(packed: Readable, bytes: number): AsyncIterable<Uint8Array> {
  const plain = packed.pipe(createGunzip())
  packed.on('error', (error) => plain.destroy(error))
  let unpacked = 0
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      unpacked += chunk.length
      refuseTrap(unpacked, bytes)
      yield chunk
    }
  } finally {
    packed.destroy()
  }
}
