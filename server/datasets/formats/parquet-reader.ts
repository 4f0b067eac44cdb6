import { read } from 'node:fs'
import { promisify } from 'node:util'
import { messageOf } from '../../errors.ts'
import { keepHeapModest } from '../../modest-heap.ts'
import { type ParquetRow, parquetIn } from './parquet-file.ts'
import { type RowsAnswer, type RowsCommand, TABLE_FD } from './parquet-process.ts'

/** The program that reads the rows of one table, some at a time, as often as it is asked. */
keepHeapModest()
let rows: AsyncIterator<readonly ParquetRow[]> | null = null
process.on('disconnect', () => process.exit(0))
process.on('message', async (command: RowsCommand) => {
  if (command.type === 'open') rows = some(command)
  else process.send?.(await next())
})

/** About so many bytes are sent at once, and at most so many rows. */
const SENT_BYTES = 4e6
const MOST_ROWS = 1000
const readAt = promisify(read)

async function next(): Promise<RowsAnswer> {
  try {
    const result = await rows?.next()
    return { type: 'rows', rows: result?.done === false ? result.value : [] }
  } catch (error) {
    return { type: 'failed', message: messageOf(error) }
  }
}

async function* some({ start, bytes, unneeded }: Extract<RowsCommand, { type: 'open' }>): AsyncGenerator<ParquetRow[]> {
  const read = (into: Buffer, at: number, length: number, position: number) => readAt(TABLE_FD, into, at, length, position)
  const table = await parquetIn({ handle: { fd: TABLE_FD, read }, start, bytes })
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor((SENT_BYTES * table.count) / bytes)))
  let gathered: ParquetRow[] = []
  for await (const row of table.rows(unneeded)) {
    gathered.push(row)
    if (gathered.length < most) continue
    yield gathered
    gathered = []
  }
  if (gathered.length > 0) yield gathered
}
