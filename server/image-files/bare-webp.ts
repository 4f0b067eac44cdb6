import { orientationBlock, orientationIn } from './read-exif.ts'

/** "RIFF", the size, "WEBP". */
const HEAD_BYTES = 12
const CHUNK_HEAD_BYTES = 8
const KEPT = ['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']
const EXTENDED = 'VP8X'
const EXIF = 'EXIF'
/** Bits of the extended header that announce EXIF and XMP. */
const SAYS_EXIF = 0x08
const SAYS_XMP = 0x04

/**
 * A WebP (RFC 9649) without EXIF, XMP, chunks of programs and whatever lies behind its end. The picture stays, byte for byte, with its colour profile
 * and which way up it is. Null where its chunks cannot be followed.
 */
export function bareWebp(bytes: Buffer): readonly Buffer[] | null {
  const end = CHUNK_HEAD_BYTES + bytes.readUInt32LE(4)
  const chunks: Buffer[] = []
  let turned: Buffer | null = null
  for (let at = HEAD_BYTES; at + CHUNK_HEAD_BYTES <= Math.min(end, bytes.length); ) {
    const length = bytes.readUInt32LE(at + 4)
    const type = bytes.toString('latin1', at, at + 4)
    const stop = at + CHUNK_HEAD_BYTES + length
    if (stop > bytes.length) return null
    const padded = bytes.subarray(at, Math.min(stop + (length % 2), bytes.length))
    if (type === EXIF) turned = turnedOnly(orientationIn(bytes.subarray(at + CHUNK_HEAD_BYTES, stop)))
    else if (type === EXTENDED || KEPT.includes(type)) chunks.push(padded)
    at = stop + (length % 2)
  }
  const kept = chunks.map((chunk) => (chunk.toString('latin1', 0, 4) === EXTENDED ? announcing(chunk, turned !== null) : chunk))
  const parts = turned ? [...kept, turned] : kept
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES))
  head.writeUInt32LE(
    parts.reduce((sum, { length }) => sum + length, HEAD_BYTES - CHUNK_HEAD_BYTES),
    4,
  )
  return [head, ...parts]
}

function announcing(chunk: Buffer, hasExif: boolean): Buffer {
  const header = Buffer.from(chunk)
  const flags = (header[CHUNK_HEAD_BYTES] as number) & ~(SAYS_EXIF | SAYS_XMP)
  header[CHUNK_HEAD_BYTES] = hasExif ? flags | SAYS_EXIF : flags
  return header
}

function turnedOnly(orientation: number): Buffer | null {
  if (orientation === 1) return null
  const block = orientationBlock(orientation)
  const head = Buffer.alloc(CHUNK_HEAD_BYTES)
  head.write(EXIF, 'latin1')
  head.writeUInt32LE(block.length, 4)
  return Buffer.concat([head, block])
}
