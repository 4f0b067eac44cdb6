import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { AssetRow } from '../store/collections.ts'
import type { Cell, Column } from './table-columns.ts'

/** Rows of one group of a Parquet file, and of one piece of text: so many are in memory. */
const ROWS_AT_A_TIME = 5000

const PARQUET_TYPES = { text: 'STRING', whole: 'INT32', number: 'DOUBLE', time: 'TIMESTAMP' } as const satisfies Record<
  Column['type'],
  BasicType
>

/** A table as comma-separated values (RFC 4180), with a header. */
export async function* asCsv(columns: readonly Column[], rows: AsyncIterable<AssetRow>): AsyncGenerator<string> {
  yield lineOf(columns.map(({ name }) => name))
  for await (const part of inParts(rows)) yield part.map((row) => lineOf(columns.map(({ of }) => of(row)))).join('')
}

/** A table as Parquet (format version 2, compressed with Snappy), a group of rows at a time. */
export async function* asParquet(columns: readonly Column[], rows: AsyncIterable<AssetRow>): AsyncGenerator<Uint8Array> {
  const columnData = (part: readonly AssetRow[]) =>
    columns.map(({ name, type, of }) => ({ name, type: PARQUET_TYPES[type], nullable: true, data: part.map((row) => of(row)) }))
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: columnData([]) }) })
  for await (const part of inParts(rows)) {
    await parquet.write({ columnData: columnData(part), rowGroupSize: ROWS_AT_A_TIME })
    yield drained(writer)
  }
  await parquet.finish()
  yield drained(writer)
}

// The writer keeps count of what it has written; its bytes can go.
function drained(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

async function* inParts(rows: AsyncIterable<AssetRow>): AsyncGenerator<AssetRow[]> {
  let part: AssetRow[] = []
  for await (const row of rows) {
    part.push(row)
    if (part.length < ROWS_AT_A_TIME) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(written).join(',')}\r\n`

function written(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (cell instanceof Date) return cell.toISOString()
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
