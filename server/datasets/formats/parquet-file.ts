import * as zlib from 'node:zlib'
import {
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
  snappyUncompress,
} from 'hyparquet'
import { refuseTrap } from '../sources/archive-limits.ts'

const BYTES_PER_MEGABYTE = 1024 * 1024
/** Rows are read so many bytes at a time; a group of rows that cannot be read in parts may have more, up to the second. */
const WISHED_BYTES = 64 * BYTES_PER_MEGABYTE
const MOST_GROUP_BYTES = 512 * BYTES_PER_MEGABYTE

/** One row of a table, by the names of its columns; whole numbers of 64 bits are bigints, texts strings, other bytes bytes. */
export type ParquetRow = Readonly<Record<string, unknown>>

/** A table in a file, of which rows are read group by group. */
export interface ParquetFile {
  readonly columns: readonly SchemaTree[]
  /** What programs noted in the file, by name. */
  readonly notes: ReadonlyMap<string, string>
  /** How many rows it has. */
  readonly count: number
  /** Its rows one after the other; columns that nobody needs stay unread. */
  rows(unneeded?: readonly string[]): AsyncIterable<ParquetRow>
}

type Unpack = (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array
const unpackingBy =
  (unpack: Unpack): NonNullable<Compressors[keyof Compressors]> =>
  (input, length) => {
    refuseTrap(length, input.length)
    return unpack(input, { maxOutputLength: Math.max(length, 1) })
  }

function unsnapped(input: Uint8Array, length: number): Uint8Array {
  refuseTrap(length, input.length)
  const output = new Uint8Array(length)
  if (length > 0) snappyUncompress(input, output)
  return output
}

// Zstandard comes with Node from 22.15 on.
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Unpack }
const compressors: Compressors = {
  SNAPPY: unsnapped,
  GZIP: unpackingBy(zlib.gunzipSync),
  BROTLI: unpackingBy(zlib.brotliDecompressSync),
  ...(zstdDecompressSync && { ZSTD: unpackingBy(zstdDecompressSync) }),
}

/** A file: how large it is, and some of its bytes, fewer where it ends before. */
interface SomeFile {
  readonly bytes: number
  read(from: number, length: number): Promise<Uint8Array>
}

/** Reads a Parquet file in this process; throws where it is none. Its head is safe to read, its rows are for `openParquet`, which does so apart. */
export async function parquetIn(read: SomeFile): Promise<ParquetFile> {
  const file = bufferOf(read)
  const metadata = await parquetMetadataAsync(file)
  const { children } = parquetSchema(metadata)
  refuseContradiction(children, metadata)
  return {
    columns: children,
    notes: new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
    count: Number(metadata.num_rows),
    async *rows(unneeded = []) {
      const needed = children.map(({ element }) => element.name).filter((name) => !unneeded.includes(name))
      const options = { file, metadata, utf8: false, useOffsetIndex: true, compressors, columns: needed }
      for (const { rowStart, rowEnd } of partsOf(metadata)) yield* await parquetReadObjects({ ...options, rowStart, rowEnd })
    },
  }
}

/** A column that stands there twice, or in no schema, is begun and taken by nobody: what goes wrong with it would be nobody's, and end the process. */
function refuseContradiction(children: readonly SchemaTree[], { row_groups: groups }: FileMetaData): void {
  const leaves = new Set(children.filter((child) => child.children.length === 0).map(({ element }) => element.name))
  const isTwice = (names: readonly string[]) => new Set(names).size < names.length
  const isContradictory = groups.some(({ columns }) => {
    const paths = columns.map(({ meta_data }) => meta_data?.path_in_schema ?? [])
    const ofLeaves = paths.flatMap(([first = '']) => (leaves.has(first) ? first : []))
    const isStrange = paths.some((path) => !isLeaf(children, path))
    return isStrange || isTwice(ofLeaves) || isTwice(paths.map((path) => path.join('.')))
  })
  if (isContradictory || isTwice(children.map(({ element }) => element.name)))
    throw new Error('its columns contradict each other: it is damaged')
}

function isLeaf(children: readonly SchemaTree[], [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return children.length === 0
  const child = children.find(({ element }) => element.name === first)
  return child !== undefined && isLeaf(child.children, rest)
}

function bufferOf({ bytes: byteLength, read }: SomeFile) {
  return {
    byteLength,
    async slice(start: number, end = byteLength): Promise<ArrayBuffer> {
      const bytes = await read(start, end - start)
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    },
  }
}

/** Ranges of rows that are read at once: a group, or parts of one where an index tells where its rows lie. */
function* partsOf({ row_groups: groups }: FileMetaData): Iterable<{ rowStart: number; rowEnd: number }> {
  let start = 0
  for (const [index, group] of groups.entries()) {
    const rows = Number(group.num_rows)
    const bytes = Number(group.total_byte_size)
    const packed = group.columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0), 0)
    for (const { meta_data } of group.columns) refuseUnknownPacking(meta_data?.codec ?? 'UNCOMPRESSED')
    refuseTrap(bytes, packed)
    const isIndexed = group.columns.every((column) => column.offset_index_offset !== undefined)
    if (bytes > MOST_GROUP_BYTES && !isIndexed)
      throw new Error(
        `its group of rows ${index + 1} holds ${Math.round(bytes / BYTES_PER_MEGABYTE)} MB: write it with smaller row groups, or with a page index`,
      )
    const step = isIndexed ? Math.max(1, Math.floor((rows * WISHED_BYTES) / Math.max(bytes, 1))) : rows
    for (let from = 0; from < rows; from += step) yield { rowStart: start + from, rowEnd: start + Math.min(rows, from + step) }
    start += rows
  }
}

function refuseUnknownPacking(codec: keyof Compressors): void {
  if (codec in compressors || codec === 'UNCOMPRESSED') return
  throw new Error(`it is packed by ${codec}, which cannot be unpacked here: write it with snappy, gzip or brotli`)
}
