import { crc32 } from 'node:zlib'
import { orientationBlock, orientationIn } from './read-exif.ts'

const SIGNATURE_BYTES = 8
/** Length and type before a chunk, its check sum behind. */
const HEAD_BYTES = 8
const CHECK_BYTES = 4
const EXIF = 'eXIf'
const END = 'IEND'
/** Chunks that say how the pixels are to be shown (PNG, third edition, section 11.3), and the frames of animations. */
const OF_PIXELS = 'tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' ')

/**
 * A PNG without what was written about it: texts, times, EXIF, chunks of programs, and whatever lies behind its end. The pixels stay, byte for byte,
 * with how they are to be shown and turned. Null where its chunks cannot be followed.
 */
export function barePng(bytes: Buffer): readonly Buffer[] | null {
  const parts: Buffer[] = [bytes.subarray(0, SIGNATURE_BYTES)]
  for (let at = SIGNATURE_BYTES; at + HEAD_BYTES + CHECK_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + HEAD_BYTES)
    const end = at + HEAD_BYTES + length + CHECK_BYTES
    if (end > bytes.length) return null
    const chunk = bytes.subarray(at, end)
    if (type === EXIF) parts.push(...turnedOnly(orientationIn(chunk.subarray(HEAD_BYTES, -CHECK_BYTES))))
    else if (isCritical(type) || OF_PIXELS.includes(type)) parts.push(chunk)
    if (type === END) return parts
    at = end
  }
  return null
}

const isCritical = (type: string): boolean => /^[A-Z]/.test(type)

function turnedOnly(orientation: number): Buffer[] {
  if (orientation === 1) return []
  const body = Buffer.concat([Buffer.from(EXIF, 'latin1'), orientationBlock(orientation)])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(CHECK_BYTES)]
  length.writeUInt32BE(body.length - EXIF.length)
  check.writeUInt32BE(crc32(body))
  return [Buffer.concat([length, body, check])]
}
