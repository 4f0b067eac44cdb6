import { promisify } from 'node:util'
import { inflate } from 'node:zlib'

/** The numbers of a picture, row by row and channel by channel, as its file holds them: those of label pictures are no colours. */
export interface Samples {
  readonly width: number
  readonly height: number
  readonly channels: number
  /** `width * height * channels` numbers; of a picture with a palette the places in it. */
  readonly values: Uint8Array | Uint16Array
  /** Red, green and blue of each place, one after the other; null where there is no palette. */
  readonly palette: Uint8Array | null
}

// Portable Network Graphics (ISO/IEC 15948), chapters 5 and 11 for chunks, 9 for filters.
const SIGNATURE = '\x89PNG\r\n\x1a\n'
const CHUNK_HEAD_BYTES = 8
const CHECKSUM_BYTES = 4
const HEADER = { width: 0, height: 4, depth: 8, colour: 9, interlace: 12, bytes: 13 } as const
const PALETTE_COLOUR = 3
const CHANNELS_BY_COLOUR: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const BITS_PER_BYTE = 8
const WIDE_DEPTH = 16
/** A label picture of a larger image would not be decoded either; nor one of more numbers than fit the memory beside what is made of them. */
const MOST_PIXELS = 5e7
const MOST_BYTES = 1e8

const unpacked = promisify(inflate) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

/** Whether bytes begin as a PNG does. */
export const isPng = (bytes: Buffer): boolean => bytes.toString('latin1', 0, SIGNATURE.length) === SIGNATURE

/** Reads a PNG's numbers without turning palettes into colours or 16 bits into 8. Throws where it is none, is damaged, or is interlaced. */
export async function readPng(bytes: Buffer): Promise<Samples> {
  if (!isPng(bytes)) throw new Error('it is no PNG')
  const { header, palette, data } = chunksOf(bytes)
  const [width, height] = [header.readUInt32BE(HEADER.width), header.readUInt32BE(HEADER.height)]
  const [depth, colour] = [header[HEADER.depth] as number, header[HEADER.colour] as number]
  const channels = CHANNELS_BY_COLOUR[colour]
  if (channels === undefined || width === 0 || height === 0) throw new Error('its header is damaged')
  if (width * height > MOST_PIXELS)
    throw new Error(`it has ${width} x ${height} pixels: expected at most ${MOST_PIXELS / 1e6} million`)
  if (header[HEADER.interlace] !== 0) throw new Error('it is interlaced: save it without')
  const rowBytes = Math.ceil((width * channels * depth) / BITS_PER_BYTE)
  const length = (rowBytes + 1) * height
  if (length > MOST_BYTES) throw new Error(`it unpacks to ${length} bytes: expected at most ${MOST_BYTES / 1e6} million`)
  const rows = await unpacked(data, { maxOutputLength: length })
  if (rows.length < length) throw new Error('it is cut off')
  const plain = unfiltered(rows, { height, rowBytes, step: Math.max(1, (channels * depth) / BITS_PER_BYTE) })
  const values = valuesOf(plain, { depth, count: width * channels, height, rowBytes })
  return { width, height, channels, values, palette: colour === PALETTE_COLOUR ? palette : null }
}

function chunksOf(bytes: Buffer): { header: Buffer; palette: Uint8Array | null; data: Buffer } {
  let header: Buffer | null = null
  let palette: Uint8Array | null = null
  const data: Buffer[] = []
  for (let at = SIGNATURE.length; at + CHUNK_HEAD_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + CHUNK_HEAD_BYTES)
    const content = bytes.subarray(at + CHUNK_HEAD_BYTES, at + CHUNK_HEAD_BYTES + length)
    if (type === 'IHDR' && content.length >= HEADER.bytes) header = content
    else if (type === 'PLTE') palette = content
    else if (type === 'IDAT') data.push(content)
    else if (type === 'IEND') break
    at += CHUNK_HEAD_BYTES + length + CHECKSUM_BYTES
  }
  if (!header) throw new Error('its header is cut off')
  return { header, palette, data: Buffer.concat(data) }
}

interface Rows {
  readonly height: number
  readonly rowBytes: number
  /** Bytes of a pixel, at least 1. */
  readonly step: number
}

/** Rows without what they were filtered by: each byte is a difference to its neighbours on the left and above. */
function unfiltered(rows: Buffer, { height, rowBytes, step }: Rows): Uint8Array {
  const plain = new Uint8Array(height * rowBytes)
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (rowBytes + 1)] as number
    const from = y * (rowBytes + 1) + 1
    const to = y * rowBytes
    for (let x = 0; x < rowBytes; x++) {
      const left = x >= step ? (plain[to + x - step] as number) : 0
      const above = y > 0 ? (plain[to + x - rowBytes] as number) : 0
      const corner = x >= step && y > 0 ? (plain[to + x - rowBytes - step] as number) : 0
      plain[to + x] = (rows[from + x] as number) + predicted(filter, left, above, corner)
    }
  }
  return plain
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  if (filter !== 4) throw new Error('it is damaged')
  const estimate = left + above - corner
  const [toLeft, toAbove, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)]
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

interface Layout {
  readonly depth: number
  /** Numbers of a row. */
  readonly count: number
  readonly height: number
  readonly rowBytes: number
}

function valuesOf(plain: Uint8Array, { depth, count, height, rowBytes }: Layout): Uint8Array | Uint16Array {
  if (depth === BITS_PER_BYTE) return plain
  const values = depth === WIDE_DEPTH ? new Uint16Array(count * height) : new Uint8Array(count * height)
  const mask = (1 << depth) - 1
  for (let y = 0; y < height; y++)
    for (let x = 0; x < count; x++) {
      const at = y * rowBytes + ((x * depth) >> 3)
      const byte = plain[at] as number
      values[y * count + x] =
        depth === WIDE_DEPTH
          ? (byte << BITS_PER_BYTE) | (plain[at + 1] as number)
          : (byte >> (BITS_PER_BYTE - depth - ((x * depth) & 7))) & mask
    }
  return values
}
