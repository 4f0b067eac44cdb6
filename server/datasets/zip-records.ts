/** A file as the archive's directory lists it: sums are of its content, `packed` of what lies in the archive. */
export interface FiledEntry {
  readonly path: string
  readonly isPacked: boolean
  /** Where its local header begins. */
  readonly offset: number
  readonly crc: number
  readonly bytes: number
  readonly packed: number
}

// PKWARE, ".ZIP File Format Specification" (APPNOTE), version 6.3: the names of its fields, little end first.
const SIGNATURE = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  end: 0x06054b50,
} as const
/** Needed to extract. */
const VERSION = { plain: 20, zip64: 45 } as const
/** Sums follow the content (bit 3); names are UTF-8 (bit 11). */
const FLAGS = 0x0808
const METHOD = { stored: 0, deflated: 8 } as const
/** 1 January 2020, so that the same files give the same archive whenever it is written. */
const WRITTEN_ON = ((2020 - 1980) << 9) | (1 << 5) | 1
const ZIP64_FIELD = 0x0001
/** What a 32-bit or 16-bit field holds where the ZIP64 one counts. */
const IN_ZIP64 = 0xffffffff
const IN_ZIP64_SHORT = 0xffff
const END64_BYTES = 56
/** The size that an end record states leaves out its own first fields. */
const END64_LEADING_BYTES = 12

type Width = 2 | 4 | 8
type Field = readonly [width: Width, value: number]

/** What stands before a content whose sums are not known yet. */
export function localHeader(path: string, isPacked: boolean): Uint8Array {
  const name = Buffer.from(path)
  const fields = record([
    [4, SIGNATURE.local],
    ...commonFields(isPacked, false),
    [4, 0],
    [4, 0],
    [4, 0],
    [2, name.length],
    [2, 0],
  ])
  return Buffer.concat([fields, name])
}

/** What follows a content: its sums. */
export function dataDescriptor({ crc, packed, bytes }: FiledEntry): Uint8Array {
  const width = Math.max(packed, bytes) < IN_ZIP64 ? 4 : 8
  return record([
    [4, SIGNATURE.descriptor],
    [4, crc],
    [width, packed],
    [width, bytes],
  ])
}

/** A file's line in the directory at the end; what needs more than 32 bits stands in a field of its own. */
export function centralHeader({ path, isPacked, offset, crc, bytes, packed }: FiledEntry): Uint8Array {
  const name = Buffer.from(path)
  const large = [bytes, packed, offset].filter((value) => value >= IN_ZIP64)
  const zip64 =
    large.length === 0
      ? Buffer.alloc(0)
      : record([[2, ZIP64_FIELD], [2, large.length * 8], ...large.map((value): Field => [8, value])])
  const fields = record([
    [4, SIGNATURE.central],
    [2, VERSION.zip64],
    ...commonFields(isPacked, large.length > 0),
    [4, crc],
    [4, Math.min(packed, IN_ZIP64)],
    [4, Math.min(bytes, IN_ZIP64)],
    [2, name.length],
    [2, zip64.length],
    // No comment, on the first disk, with no attributes.
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, Math.min(offset, IN_ZIP64)],
  ])
  return Buffer.concat([fields, name, zip64])
}

/** The end of an archive whose directory begins at `offset` and is `length` bytes long. */
export function endOfArchive({ entries, offset, length }: { entries: number; offset: number; length: number }): Uint8Array {
  const end = record([
    [4, SIGNATURE.end],
    [2, 0],
    [2, 0],
    [2, Math.min(entries, IN_ZIP64_SHORT)],
    [2, Math.min(entries, IN_ZIP64_SHORT)],
    [4, Math.min(length, IN_ZIP64)],
    [4, Math.min(offset, IN_ZIP64)],
    [2, 0],
  ])
  if (entries < IN_ZIP64_SHORT && length < IN_ZIP64 && offset < IN_ZIP64) return end
  const end64 = record([
    [4, SIGNATURE.end64],
    [8, END64_BYTES - END64_LEADING_BYTES],
    [2, VERSION.zip64],
    [2, VERSION.zip64],
    [4, 0],
    [4, 0],
    [8, entries],
    [8, entries],
    [8, length],
    [8, offset],
    [4, SIGNATURE.locator64],
    [4, 0],
    [8, offset + length],
    [4, 1],
  ])
  return Buffer.concat([end64, end])
}

const commonFields = (isPacked: boolean, isLarge: boolean): Field[] => [
  [2, isLarge ? VERSION.zip64 : VERSION.plain],
  [2, FLAGS],
  [2, isPacked ? METHOD.deflated : METHOD.stored],
  [2, 0],
  [2, WRITTEN_ON],
]

function record(fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0))
  let at = 0
  for (const [width, value] of fields) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at)
    else bytes.writeUIntLE(value, at, width)
    at += width
  }
  return bytes
}
