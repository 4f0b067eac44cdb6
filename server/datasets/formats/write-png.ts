import { crc32 } from 'node:zlib'
import { zlibSync } from 'fflate'

// Portable Network Graphics (ISO/IEC 15948).
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const COLOUR = { grey: 0, rgb: 2, palette: 3 } as const
const HEADER_BYTES = 13
const RGB_CHANNELS = 3
const MOST_BYTE = 0xff
const DEFLATE_LEVEL = 6
/** The filter that says that a row holds its difference to the one above. */
const UP = 2

/** A picture of numbers, row by row: grey of 8 or 16 bits as its array, with a palette (red, green, blue …) places in it, or colours. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly values: Uint8Array | Uint16Array
  readonly palette?: Uint8Array
  /** Three numbers for each pixel. */
  readonly isRgb?: boolean
}

/** Writes a PNG of numbers as they are: the same picture is the same bytes on every machine. */
export function writePng({ width, height, values, palette, isRgb = false }: Picture): Buffer {
  const isWide = values instanceof Uint16Array
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = isWide ? 16 : 8
  header[9] = palette ? COLOUR.palette : isRgb ? COLOUR.rgb : COLOUR.grey
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', zlibSync(rowsOf(values, width * (isRgb ? RGB_CHANNELS : 1), height), { level: DEFLATE_LEVEL })),
    chunk('IEND', new Uint8Array(0)),
  ])
}

/** Rows as their differences to the rows above (filter 2): of flat areas nothing is left, which packs small and fast. */
function rowsOf(values: Uint8Array | Uint16Array, count: number, height: number): Uint8Array {
  const bytes = bigEndian(values)
  const rowBytes = count * values.BYTES_PER_ELEMENT
  const rows = new Uint8Array((rowBytes + 1) * height)
  for (let y = 0; y < height; y++) {
    const to = y * (rowBytes + 1) + 1
    const from = y * rowBytes
    rows[to - 1] = UP
    for (let x = 0; x < rowBytes; x++)
      rows[to + x] = (bytes[from + x] as number) - (y > 0 ? (bytes[from + x - rowBytes] as number) : 0)
  }
  return rows
}

function bigEndian(values: Uint8Array | Uint16Array): Uint8Array {
  if (!(values instanceof Uint16Array)) return values
  const bytes = new Uint8Array(values.length * 2)
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    bytes[2 * at] = value >> 8
    bytes[2 * at + 1] = value & MOST_BYTE
  }
  return bytes
}

function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}
