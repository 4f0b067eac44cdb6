import { messageOf } from '../../errors.ts'
import { keepHeapModest } from '../../modest-heap.ts'
import { type ParquetRow, parquetIn } from './parquet-file.ts'
import type { ReaderAnswer, ReaderCommand } from './parquet-process.ts'

/** The program that reads the rows of one table after the other, some at a time, as often as it is asked; whoever asks holds the file. */
keepHeapModest()

/** About so many bytes are sent at once, and at most so many rows. */
const SENT_BYTES = 4e6
const MOST_ROWS = 1000

let rows: AsyncIterator<readonly ParquetRow[]> | null = null
let asked = 0
const waiting = new Map<number, (bytes: Uint8Array) => void>()

process.on('disconnect', () => process.exit(0))
process.on('message', async (command: ReaderCommand) => {
  if (command.type === 'open') rows = some(command)
  else if (command.type === 'next') say(await next())
  else {
    waiting.get(command.id)?.(command.bytes)
    waiting.delete(command.id)
  }
})

const say = (answer: ReaderAnswer): void => void process.send?.(answer)

async function next(): Promise<ReaderAnswer> {
  try {
    const result = await rows?.next()
    return { type: 'rows', rows: result?.done === false ? result.value : [] }
  } catch (error) {
    return { type: 'failed', message: messageOf(error) }
  }
}

async function* some({ bytes, unneeded }: Extract<ReaderCommand, { type: 'open' }>): AsyncGenerator<ParquetRow[]> {
  const table = await parquetIn({ bytes, read: bytesOfFile })
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

function bytesOfFile(from: number, length: number): Promise<Uint8Array> {
  const id = asked++
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    say({ type: 'wanted', id, from, length })
  })
}
