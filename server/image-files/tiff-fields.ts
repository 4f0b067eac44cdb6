/** A field of a directory of a TIFF: its values lie at `at`. */
export interface TiffField {
  readonly tag: number
  readonly type: number
  readonly count: number
  /** Where its entry in the directory lies. */
  readonly entry: number
  readonly at: number
  readonly bytes: number
}

/** A list of fields, and where the next one lies; 0 for the last. */
export interface TiffDirectory {
  readonly at: number
  readonly fields: readonly TiffField[]
  readonly next: number
}

/** Bytes of a value by the type of its field (TIFF 6.0, section 2; BigTIFF): those of types that are not known are passed over. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1, // BYTE
  2: 1, // ASCII
  3: 2, // SHORT
  4: 4, // LONG
  5: 8, // RATIONAL
  6: 1, // SBYTE
  7: 1, // UNDEFINED
  8: 2, // SSHORT
  9: 4, // SLONG
  10: 8, // SRATIONAL
  11: 4, // FLOAT
  12: 8, // DOUBLE
  13: 4, // IFD
  16: 8, // LONG8
  17: 8, // SLONG8
  18: 8, // IFD8
}
const CLASSIC = 42
const BIG = 43
/** More fields than a camera or a microscope writes: what claims them is damaged. */
const MOST_FIELDS = 4096

/** How the numbers of a TIFF, or of the EXIF block of another file, lie in its bytes. */
export interface TiffLayout {
  readonly bytes: Buffer
  readonly isBig: boolean
  /** Where the first directory lies. */
  readonly first: number
  whole(at: number, bytes: number): number
}

/** Opens the header of a TIFF (TIFF 6.0, section 2, or BigTIFF); null where it is none. */
export function openTiff(bytes: Buffer): TiffLayout | null {
  const order = bytes.toString('latin1', 0, 2)
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return null
  const whole = (at: number, size: number): number => wholeAt(bytes, at, size, order === 'II')
  const version = whole(2, 2)
  if (version === CLASSIC) return { bytes, isBig: false, first: whole(4, 4), whole }
  return version === BIG && bytes.length >= 16 ? { bytes, isBig: true, first: whole(8, 8), whole } : null
}

/** The fields of the directory at a place; null where that lies outside the bytes or holds none. Fields that lie outside are left out. */
export function directoryAt({ bytes, isBig, whole }: TiffLayout, at: number): TiffDirectory | null {
  const { countBytes, entryBytes, offsetBytes } = sizesOf(isBig)
  if (at <= 0 || at + countBytes > bytes.length) return null
  const count = whole(at, countBytes)
  const end = at + countBytes + count * entryBytes
  if (count > MOST_FIELDS || end > bytes.length) return null
  const fields: TiffField[] = []
  for (let entry = at + countBytes; entry < end; entry += entryBytes) {
    const [tag, type, values] = [whole(entry, 2), whole(entry + 2, 2), whole(entry + 4, offsetBytes)]
    const length = (TYPE_BYTES[type] ?? 0) * values
    const own = entry + 4 + offsetBytes
    const place = length <= offsetBytes ? own : whole(own, offsetBytes)
    if (length > 0 && place + length <= bytes.length) fields.push({ tag, type, count: values, entry, at: place, bytes: length })
  }
  return { at, fields, next: end + offsetBytes <= bytes.length ? whole(end, offsetBytes) : 0 }
}

/** How many bytes the number of a directory's fields, each field, and a place in the file take. */
export const sizesOf = (isBig: boolean) =>
  isBig ? { countBytes: 8, entryBytes: 20, offsetBytes: 8 } : { countBytes: 2, entryBytes: 12, offsetBytes: 4 }

/** The text of a field, up to its end mark. */
export const textIn = ({ bytes }: TiffLayout, { at, bytes: length }: TiffField): string =>
  (bytes.toString('utf8', at, at + length).split('\0')[0] ?? '').trim()

/** The numbers of a field; fractions as they are, and those without a denominator as not a number. */
export function numbersIn({ whole }: TiffLayout, { type, count, at }: TiffField): number[] {
  const size = TYPE_BYTES[type] ?? 1
  const isFraction = type === RATIONAL || type === SIGNED_RATIONAL
  return Array.from({ length: Math.min(count, MOST_NUMBERS) }, (_, index) => {
    const place = at + index * size
    if (!isFraction) return signed(whole(place, size), type, size)
    const [over, under] = [whole(place, 4), whole(place + 4, 4)]
    return type === RATIONAL ? over / under : signed(over, SIGNED_LONG, 4) / signed(under, SIGNED_LONG, 4)
  })
}

const RATIONAL = 5
const SIGNED_RATIONAL = 10
const SIGNED_LONG = 9
const SIGNED = [6, 8, SIGNED_LONG]
/** Of a field that holds a table the first are enough. */
const MOST_NUMBERS = 64

const signed = (value: number, type: number, size: number): number =>
  SIGNED.includes(type) && value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value

function wholeAt(bytes: Buffer, at: number, size: number, isLittle: boolean): number {
  if (size <= 4) return isLittle ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
  return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
}
