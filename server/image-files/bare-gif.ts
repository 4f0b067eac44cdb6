const HEAD_BYTES = 13
const EXTENSION = 0x21
const IMAGE = 0x2c
const END = 0x3b
const COMMENT = 0xfe
const APPLICATION = 0xff
/** An image's place, size and flags. */
const IMAGE_HEAD_BYTES = 10
const HAS_COLOURS = 0x80
const COLOURS = 0x07
const BYTES_PER_COLOUR = 3
/** Extensions of programs that say how often an animation repeats. */
const REPEATS = ['NETSCAPE2.0', 'ANIMEXTS1.0']

/** A GIF (version 89a) without comments, what programs have added, and whatever lies behind its end. Null where its blocks cannot be followed. */
export function bareGif(bytes: Buffer): readonly Buffer[] | null {
  let at = HEAD_BYTES + coloursBehind(bytes[10] ?? 0)
  const parts: Buffer[] = [bytes.subarray(0, at)]
  while (at < bytes.length) {
    const kind = bytes[at]
    if (kind === END) return [...parts, bytes.subarray(at, at + 1)]
    if (kind !== EXTENSION && kind !== IMAGE) return null
    const body = kind === IMAGE ? at + IMAGE_HEAD_BYTES + coloursBehind(bytes[at + 9] ?? 0) + 1 : at + 2
    const end = endOfBlocks(bytes, body)
    if (end > bytes.length) return null
    if (kind === IMAGE || !isTold(bytes[at + 1] ?? 0, bytes.toString('latin1', body + 1, body + 12)))
      parts.push(bytes.subarray(at, end))
    at = end
  }
  return null
}

const isTold = (kind: number, name: string): boolean => kind === COMMENT || (kind === APPLICATION && !REPEATS.includes(name))

const coloursBehind = (flags: number): number =>
  (flags & HAS_COLOURS) === 0 ? 0 : BYTES_PER_COLOUR * 2 ** ((flags & COLOURS) + 1)

/** Behind the empty block that ends a row of blocks, each with its length before it. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] as number)
  return at + 1
}
