import { type DiskRegion, readRegion } from './disk-region.ts'

/** Tar keeps headers and contents in blocks of this many bytes (POSIX.1-2017, pax, "ustar interchange format"). */
const BLOCK_BYTES = 512
const FIELDS = { name: [0, 100], size: [124, 136], checksum: [148, 156], prefix: [345, 500] } as const
const TYPE_AT = 156
const MAGIC_AT = 257
const MAGIC = 'ustar\0'
/** A size that octal digits cannot hold stands as a binary number, marked by the highest bit of the field's first byte. */
const BINARY_MARK = 0x80
const BYTE = 256
const SPACE = 32
const LENGTH_DIGITS = 16
const OCTAL = /^[0-7]+$/
const DECIMAL = /^\d+$/
/** Long names and the like; more is no name. */
const MOST_EXTENSION_BYTES = 64 * 1024

/** One file of a tar archive: where its content lies in the archive. */
export interface TarEntry {
  readonly name: string
  /** "0" for a file, "5" for a folder, "1" and "2" for links. */
  readonly type: string
  readonly start: number
  readonly bytes: number
}

/** Whether bytes begin with the header of a tar archive: its check sum is right. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < BLOCK_BYTES || isEmpty(block)) return false
  return octal(block, FIELDS.checksum) === checksumOf(block)
}

/** The entries of a tar archive, one after the other, with the long names of GNU tar and pax. Throws where a header is damaged. */
export async function* tarEntries(archive: DiskRegion): AsyncIterable<TarEntry> {
  let said: { name?: string; bytes?: number } = {}
  for (let at = 0; at + BLOCK_BYTES <= archive.bytes; ) {
    const block = await readRegion(archive, at, BLOCK_BYTES)
    if (isEmpty(block)) return
    if (!isTarHeader(block)) throw new Error(`its header at byte ${at} is damaged`)
    const start = at + BLOCK_BYTES
    const type = String.fromCharCode(block[TYPE_AT] || '0'.charCodeAt(0))
    const bytes = type === 'x' || type === 'L' ? sizeOf(block) : (said.bytes ?? sizeOf(block))
    if (!Number.isSafeInteger(bytes)) throw new Error(`its header at byte ${at} is damaged`)
    if (start + bytes > archive.bytes) throw new Error(`it ends in the middle of "${said.name ?? nameOf(block)}"`)
    at = start + Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES
    if (type === 'L') said = { ...said, name: terminated(await extension(archive, start, bytes)) }
    else if (type === 'x') said = { ...said, ...paxRecords(await extension(archive, start, bytes)) }
    else if (type !== 'g') {
      yield { name: said.name ?? nameOf(block), type, start, bytes }
      said = {}
    }
  }
}

async function extension(archive: DiskRegion, start: number, bytes: number): Promise<Buffer> {
  if (bytes > MOST_EXTENSION_BYTES) throw new Error(`its header at byte ${start - BLOCK_BYTES} claims a name of ${bytes} bytes`)
  return readRegion(archive, start, bytes)
}

/** Lines of "LENGTH KEY=VALUE", where the length counts the whole line in bytes. */
function paxRecords(records: Buffer): { name?: string; bytes?: number } {
  const found: { name?: string; bytes?: number } = {}
  for (let at = 0; at < records.length; ) {
    const length = Number.parseInt(records.toString('latin1', at, at + LENGTH_DIGITS), 10)
    if (!(length > 0)) break
    const [, key, value = ''] = /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(records.toString('utf8', at, at + length)) ?? []
    if (key === 'path') found.name = value
    if (key === 'size') found.bytes = DECIMAL.test(value) ? Number(value) : Number.NaN
    at += length
  }
  return found
}

type Field = readonly [from: number, to: number]

const isEmpty = (block: Buffer): boolean => block.every((byte) => byte === 0)
const textIn = (block: Buffer, [from, to]: Field): string => terminated(block.subarray(from, to))

/** A number of octal digits; NaN where it is anything else, such as one with a sign, which would lead backwards. */
function octal(block: Buffer, field: Field): number {
  const digits = textIn(block, field).trim() || '0'
  return OCTAL.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}

function terminated(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

function nameOf(block: Buffer): string {
  const isUstar = block.toString('latin1', MAGIC_AT, MAGIC_AT + MAGIC.length) === MAGIC
  const prefix = isUstar ? textIn(block, FIELDS.prefix) : ''
  return prefix === '' ? textIn(block, FIELDS.name) : `${prefix}/${textIn(block, FIELDS.name)}`
}

function sizeOf(block: Buffer): number {
  const [from, to] = FIELDS.size
  if (((block[from] as number) & BINARY_MARK) === 0) return octal(block, FIELDS.size)
  return block.subarray(from + 1, to).reduce((size, byte) => size * BYTE + byte, 0)
}

/** The sum of all bytes, where those of the check sum itself count as spaces. */
function checksumOf(block: Buffer): number {
  const [from, to] = FIELDS.checksum
  return block.reduce((sum, byte, at) => sum + (at >= from && at < to ? SPACE : byte), 0)
}
