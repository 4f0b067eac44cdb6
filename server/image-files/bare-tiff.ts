import { directoryAt, openTiff, sizesOf, type TiffDirectory, type TiffField, type TiffLayout } from './tiff-fields.ts'

/**
 * Fields that say how the pixels are kept and shown (TIFF 6.0 and its supplements): sizes, compression, strips and tiles, colours, which way up it is,
 * resolution, the colour profile. Everything else was written about the picture, or by a program for itself.
 */
const OF_PIXELS: ReadonlySet<number> = new Set([
  ...[
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 288, 289, 290, 291,
  ],
  ...[
    292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 326, 327, 328, 330, 332, 334, 336, 338, 339, 340, 341,
  ],
  ...[342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 559, 34675],
])
const SUBDIRECTORIES = [330, 34665, 34853, 40965]
const MOST_DIRECTORIES = 4096
/** Values may be shared by several pages; a file that says to overwrite more, as a multiple of its length, was made to keep whoever reads it busy. */
const MOST_CLEARED = 16

/** A TIFF that fields are taken out of: as it came, as it leaves, and how far that has got. */
interface Work {
  readonly before: TiffLayout
  readonly after: TiffLayout
  /** Where the directories lie that were looked at. */
  readonly seen: Set<number>
  clearedBytes: number
}

/**
 * A TIFF without what was written about it. The file keeps its length: fields that go are taken out of their directories, and their values are
 * overwritten. Null, or a RangeError, where its directories cannot be followed.
 */
export function bareTiff(bytes: Buffer): readonly Buffer[] | null {
  const before = openTiff(bytes)
  const after = openTiff(Buffer.from(bytes))
  if (!before || !after) return null
  const work: Work = { before, after, seen: new Set(), clearedBytes: 0 }
  for (let at = before.first; at !== 0; ) {
    const directory = work.seen.has(at) ? null : enter(work, at)
    if (!directory) return null
    takeOut(work, directory)
    at = directory.next
  }
  return [after.bytes]
}

function enter({ before, seen }: Work, at: number): TiffDirectory | null {
  if (seen.size === MOST_DIRECTORIES) throw new RangeError(`Expected at most ${MOST_DIRECTORIES} directories`)
  seen.add(at)
  return directoryAt(before, at)
}

function takeOut(work: Work, directory: TiffDirectory): void {
  const gone = directory.fields.filter(({ tag }) => !OF_PIXELS.has(tag))
  for (const field of directory.fields) if (SUBDIRECTORIES.includes(field.tag)) takeOutBelow(work, field)
  for (const field of gone) clear(work, field)
  if (gone.length > 0) writeWithout(work.before, work.after, directory)
}

function takeOutBelow(work: Work, field: TiffField): void {
  const size = field.bytes / field.count
  for (let index = 0; index < field.count; index++) {
    const at = work.before.whole(field.at + index * size, size)
    const directory = work.seen.has(at) ? null : enter(work, at)
    if (directory) takeOut(work, directory)
  }
}

function clear(work: Work, { at, bytes }: TiffField): void {
  const { length } = work.after.bytes
  work.clearedBytes += bytes
  if (work.clearedBytes > MOST_CLEARED * length) throw new RangeError('Expected fields that do not lie over each other')
  work.after.bytes.fill(0, at, at + bytes)
}

/** Writes a directory with the fields that stay close together, its end behind them, and nothing in what is left over. */
function writeWithout({ bytes, isBig, whole }: TiffLayout, after: TiffLayout, { at, next }: TiffDirectory): void {
  const { countBytes, entryBytes, offsetBytes } = sizesOf(isBig)
  const first = at + countBytes
  const entries = Array.from({ length: whole(at, countBytes) }, (_, index) => first + index * entryBytes)
  const staying = entries.filter((entry) => OF_PIXELS.has(whole(entry, 2)))
  const kept = staying.map((entry) => Buffer.from(after.bytes.subarray(entry, entry + entryBytes)))
  const end = first + entries.length * entryBytes + offsetBytes
  after.bytes.fill(0, at, Math.min(end, bytes.length))
  write(after, at, countBytes, staying.length)
  for (const [index, entry] of kept.entries()) entry.copy(after.bytes, first + index * entryBytes)
  if (next !== 0) write(after, first + staying.length * entryBytes, offsetBytes, next)
}

function write({ bytes }: TiffLayout, at: number, size: number, value: number): void {
  const isLittle = bytes[0] === 'I'.charCodeAt(0)
  if (size <= 4) {
    if (isLittle) bytes.writeUIntLE(value, at, size)
    else bytes.writeUIntBE(value, at, size)
  } else if (isLittle) bytes.writeBigUInt64LE(BigInt(value), at)
  else bytes.writeBigUInt64BE(BigInt(value), at)
}
