import { type BasicType, ByteWriter, ParquetWriter, type SchemaElement, schemaFromColumnData } from 'hyparquet-writer'
import { csvLine } from '../csv-line.ts'
import { inChunks } from '../in-chunks.ts'
import type { Cell, Column, TableRow } from './table-columns.ts'

/** Rows of one group of a Parquet file, and of one piece of text: so many are in memory. */
const ROWS_AT_A_TIME = 5000

const PARQUET_TYPES = { text: 'STRING', whole: 'INT32', number: 'DOUBLE', time: 'TIMESTAMP' } as const satisfies Record<
  Exclude<Column['type'], 'vector'>,
  BasicType
>
/** The three levels of a list of 32-bit floats (Parquet, "Logical types"). */
const vectorSchema = (name: string): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
]

/** A table as comma-separated values (RFC 4180), with a header. */
export async function* asCsv(columns: readonly Column[], rows: AsyncIterable<TableRow>): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name))
  for await (const part of inChunks(rows, ROWS_AT_A_TIME))
    yield part.map((row) => csvLine(columns.map(({ of }) => written(of(row))))).join('')
}

/** A table as Parquet (format version 2, compressed with Snappy), a group of rows at a time. */
export async function* asParquet(columns: readonly Column[], rows: AsyncIterable<TableRow>): AsyncGenerator<Uint8Array> {
  const columnData = (part: readonly TableRow[]) => columns.map(({ name, of }) => ({ name, data: part.map((row) => of(row)) }))
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({ writer, schema: schemaOf(columns) })
  for await (const part of inChunks(rows, ROWS_AT_A_TIME)) {
    await parquet.write({ columnData: columnData(part), rowGroupSize: ROWS_AT_A_TIME })
    yield drained(writer)
  }
  await parquet.finish()
  yield drained(writer)
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  const fields = columns.map(({ name, type }) =>
    type === 'vector'
      ? vectorSchema(name)
      : schemaFromColumnData({ columnData: [{ name, type: PARQUET_TYPES[type], nullable: true, data: [] }] }).slice(1),
  )
  return [{ name: 'root', num_children: columns.length }, ...fields.flat()]
}

// The writer keeps count of what it has written; its bytes can go.
function drained(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

function written(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'string') return cell
  return cell instanceof Date ? cell.toISOString() : cell.join(' ')
}
