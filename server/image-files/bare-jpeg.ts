import { EXIF_PREFIX, orientationBlock, orientationIn } from './read-exif.ts'

const MARK = 0xff
const START = 0xd8
const END = 0xd9
const SCAN = 0xda
const APP0 = 0xe0
const APP15 = 0xef
const COMMENT = 0xfe
const EXIF = 0xe1
const COLOUR_PROFILE = 0xe2
const ADOBE = 0xee
const FIRST_RESTART = 0xd0
const LAST_RESTART = 0xd7

/**
 * A JPEG (ITU T.81) without what was written about it: comments, EXIF, XMP, IPTC, small pictures, and whatever lies behind its end, such as the film of
 * a "moving photo". The compressed picture, its colour profile and which way up it is stay, byte for byte. Null where its segments cannot be followed.
 */
export function bareJpeg(bytes: Buffer): readonly Buffer[] | null {
  if (bytes[0] !== MARK || bytes[1] !== START) return null
  const parts: Buffer[] = [bytes.subarray(0, 2)]
  for (let at = 2; at + 1 < bytes.length; ) {
    if (bytes[at] !== MARK) return null
    const marker = bytes[at + 1] as number
    if (marker === MARK) at++
    else if (marker === END) return [...parts, bytes.subarray(at, at + 2)]
    else if (isAlone(marker)) {
      parts.push(bytes.subarray(at, at + 2))
      at += 2
    } else {
      const end = at + 2 + (at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0)
      if (end < at + 4 || end > bytes.length) return null
      const stop = marker === SCAN ? endOfScan(bytes, end) : end
      const kept = keptOf(marker, bytes.subarray(at, stop))
      if (kept) parts.push(kept)
      at = stop
    }
  }
  return parts
}

const isAlone = (marker: number): boolean => marker <= 1 || (marker >= FIRST_RESTART && marker <= LAST_RESTART)

/** A segment as it stays; null where it goes. */
function keptOf(marker: number, segment: Buffer): Buffer | null {
  const body = segment.subarray(4)
  const says = (name: string) => body.toString('latin1', 0, name.length) === name
  if (marker === EXIF && body.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX)) return turnedOnly(orientationIn(body))
  if (marker === APP0) return says('JFIF\0') ? withoutSmallPicture(segment) : null
  if (marker === COLOUR_PROFILE) return says('ICC_PROFILE\0') ? segment : null
  if (marker === ADOBE) return says('Adobe') ? segment : null
  return marker === COMMENT || (marker > APP0 && marker <= APP15) ? null : segment
}

/** Marker, length, name, version, unit and density, then the sides of a small picture of as many pixels (JFIF 1.02). */
const JFIF_BYTES = 18

function withoutSmallPicture(segment: Buffer): Buffer {
  if (segment.length <= JFIF_BYTES) return segment
  const head = Buffer.from(segment.subarray(0, JFIF_BYTES))
  head.writeUInt16BE(JFIF_BYTES - 2, 2)
  head.fill(0, JFIF_BYTES - 2)
  return head
}

function turnedOnly(orientation: number): Buffer | null {
  if (orientation === 1) return null
  const body = Buffer.concat([EXIF_PREFIX, orientationBlock(orientation)])
  const head = Buffer.from([MARK, EXIF, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** Where the compressed lines end: at the next mark that is neither a byte of theirs nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MARK, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(MARK, at)) {
    const next = bytes[at + 1] as number
    if (next === MARK) at++
    else if (next === 0 || isAlone(next)) at += 2
    else return at
  }
  return bytes.length
}
