import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { DiskRegion } from '../sources/disk-region.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { type ParquetFile, type ParquetRow, parquetIn } from './parquet-file.ts'

/** What the program that reads rows is asked for: once which, then for some of them at a time. */
export type RowsCommand =
  | { readonly type: 'open'; readonly start: number; readonly bytes: number; readonly unneeded: readonly string[] }
  | { readonly type: 'next' }
/** Its answers; no rows after the last. */
export type RowsAnswer =
  | { readonly type: 'rows'; readonly rows: readonly ParquetRow[] }
  | { readonly type: 'failed'; readonly message: string }

/** Where the program finds the file, open. */
export const TABLE_FD = 4

const NICENESS = 5
const MOST_HEAP_MB = 1024

/** Opens a Parquet file of a tree; throws where it is none. Its rows are read in a process of their own: a damaged count can end that one, not this. */
export async function openParquet(tree: FileTree, path: string): Promise<ParquetFile> {
  const region = await tree.onDisk(path)
  return { ...(await parquetIn(region)), rows: (unneeded = []) => rowsOf(region, unneeded) }
}

async function* rowsOf({ handle, start, bytes }: DiskRegion, unneeded: readonly string[]): AsyncIterable<ParquetRow> {
  const child = fork(fileURLToPath(new URL('./parquet-reader.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${MOST_HEAP_MB}`, '--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', handle.fd],
    serialization: 'advanced',
  })
  if (child.pid) setPriority(child.pid, NICENESS)
  const ended = once(child, 'exit')
  const ask = askOf(child)
  try {
    tell(child, { type: 'open', start, bytes, unneeded })
    for (;;) {
      const answer = await ask({ type: 'next' })
      if (answer.type === 'failed') throw new Error(answer.message)
      if (answer.rows.length === 0) return
      yield* answer.rows
    }
  } finally {
    child.kill('SIGKILL')
    await ended.catch(() => undefined)
  }
}

/** One question at a time; a process that ends answers that it failed. */
function askOf(child: ChildProcess): (command: RowsCommand) => Promise<RowsAnswer> {
  let last: RowsAnswer | null = null
  let answer: ((answer: RowsAnswer) => void) | null = null
  const fail = (message: string) => {
    last = { type: 'failed', message }
    answer?.(last)
  }
  child.on('message', (said: RowsAnswer) => answer?.(said))
  child.once('error', (error) => fail(`the process that reads it does not start: ${error.message}`))
  child.once('exit', () => fail('reading it needs more memory than there is: it is damaged, or its groups of rows are too large'))
  return (command) =>
    new Promise((resolve) => {
      answer = resolve
      if (last) resolve(last)
      else tell(child, command)
    })
}

// That it has ended meanwhile is told by its end.
const tell = (child: ChildProcess, command: RowsCommand): void => void child.send(command, () => undefined)
