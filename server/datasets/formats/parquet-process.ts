import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type DiskRegion, readRegion } from '../sources/disk-region.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { type ParquetFile, type ParquetRow, parquetIn } from './parquet-file.ts'

/** What the program that reads rows is told: which to begin with, to give some of them, and the bytes of the file that it asked for. */
export type ReaderCommand =
  | { readonly type: 'open'; readonly bytes: number; readonly unneeded: readonly string[] }
  | { readonly type: 'next' }
  | { readonly type: 'bytes'; readonly id: number; readonly bytes: Uint8Array }
/** What it says: which bytes of the file it needs, and its answers to `next`; no rows after the last. */
export type ReaderAnswer =
  | { readonly type: 'wanted'; readonly id: number; readonly from: number; readonly length: number }
  | { readonly type: 'rows'; readonly rows: readonly ParquetRow[] }
  | { readonly type: 'failed'; readonly message: string }

const NICENESS = 5
const MOST_HEAP_MB = 1024
/** A process that nobody has needed for this long ends. */
const IDLE_MS = 10_000

/** Opens a Parquet file of a tree; throws where it is none. Its rows are read in a process of their own: a damaged count can end that one, not this. */
export async function openParquet(tree: FileTree, path: string): Promise<ParquetFile> {
  const region = await tree.onDisk(path)
  const head = await parquetIn({ bytes: region.bytes, read: (from, length) => readRegion(region, from, length) })
  return { ...head, rows: (unneeded = []) => rowsOf(region, unneeded) }
}

type Reader = ReturnType<typeof startReader>

/** The process that reads the next table; starting one takes half a second. */
let idle: Reader | null = null

async function* rowsOf(region: DiskRegion, unneeded: readonly string[]): AsyncIterable<ParquetRow> {
  const reader = idle && !idle.hasEnded() ? idle : startReader()
  idle = null
  reader.use(region)
  try {
    reader.tell({ type: 'open', bytes: region.bytes, unneeded })
    for (;;) {
      const answer = await reader.next()
      if (answer.type === 'failed') {
        await reader.end()
        throw new Error(answer.message)
      }
      if (answer.rows.length === 0) return
      yield* answer.rows
    }
  } finally {
    if (reader.hasEnded() || idle !== null) await reader.end()
    else {
      idle = reader
      reader.rest()
    }
  }
}

function startReader() {
  const child = fork(fileURLToPath(new URL('./parquet-reader.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${MOST_HEAP_MB}`, '--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  if (child.pid) setPriority(child.pid, NICENESS)
  const exited = once(child, 'exit').catch(() => undefined)
  let last: ReaderAnswer | null = null
  let hear: ((answer: Exclude<ReaderAnswer, { type: 'wanted' }>) => void) | null = null
  let region: DiskRegion | null = null
  let resting: NodeJS.Timeout | undefined

  const fail = (message: string) => {
    last = { type: 'failed', message }
    hear?.(last)
  }
  // That it has ended meanwhile is told by its end.
  const tell = (command: ReaderCommand): void => void child.send(command, () => undefined)
  async function serve({ id, from, length }: Extract<ReaderAnswer, { type: 'wanted' }>): Promise<void> {
    if (region) tell({ type: 'bytes', id, bytes: await readRegion(region, from, length) })
  }
  child.on('message', (said: ReaderAnswer) => {
    if (said.type !== 'wanted') hear?.(said)
    else serve(said).catch((error: Error) => fail(error.message))
  })
  child.once('error', (error) => fail(`the process that reads it does not start: ${error.message}`))
  child.once('exit', () => fail('reading it needs more memory than there is: it is damaged, or its groups of rows are too large'))

  return {
    tell,
    hasEnded: () => last !== null,
    /** Serves bytes of this file from now on, and keeps this process alive meanwhile. */
    use(next: DiskRegion) {
      clearTimeout(resting)
      region = next
      child.ref()
      child.channel?.ref()
    },
    /** Some rows, or what went wrong; one question at a time. */
    next: () =>
      new Promise<Exclude<ReaderAnswer, { type: 'wanted' }>>((resolve) => {
        hear = resolve
        if (last?.type === 'failed') resolve(last)
        else tell({ type: 'next' })
      }),
    /** Lets it wait for the next table without keeping this process alive, and ends it where none comes. */
    rest() {
      region = null
      child.unref()
      child.channel?.unref()
      resting = setTimeout(() => child.kill('SIGKILL'), IDLE_MS).unref()
    },
    async end() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
