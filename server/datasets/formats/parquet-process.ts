import { startProgram } from '../../start-program.ts'
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
  const program = startProgram<ReaderCommand>(new URL('./parquet-reader.ts', import.meta.url), { mostHeapMb: MOST_HEAP_MB })
  let last: ReaderAnswer | null = null
  let hear: ((answer: Exclude<ReaderAnswer, { type: 'wanted' }>) => void) | null = null
  let region: DiskRegion | null = null
  let resting: NodeJS.Timeout | undefined

  const fail = (message: string) => {
    last = { type: 'failed', message }
    hear?.(last)
  }
  async function serve({ id, from, length }: Extract<ReaderAnswer, { type: 'wanted' }>): Promise<void> {
    if (region) program.tell({ type: 'bytes', id, bytes: await readRegion(region, from, length) })
  }
  program.child.on('message', (said: ReaderAnswer) => {
    if (said.type !== 'wanted') hear?.(said)
    else serve(said).catch((error: Error) => fail(error.message))
  })
  const tooMuch = 'reading it needs more memory than there is: it is damaged, or its groups of rows are too large'
  program.ended.then(() => fail(tooMuch))

  return {
    tell: program.tell,
    hasEnded: () => last !== null,
    /** Serves bytes of this file from now on, and keeps this process alive meanwhile. */
    use(next: DiskRegion) {
      clearTimeout(resting)
      region = next
      program.ref()
    },
    /** Some rows, or what went wrong; one question at a time. */
    next: () =>
      new Promise<Exclude<ReaderAnswer, { type: 'wanted' }>>((resolve) => {
        hear = resolve
        if (last?.type === 'failed') resolve(last)
        else program.tell({ type: 'next' })
      }),
    /** Lets it wait for the next table without keeping this process alive, and ends it where none comes. */
    rest() {
      region = null
      program.unref()
      resting = setTimeout(() => {
        // From now on, not once its end is heard: a table that came in between would be called damaged.
        fail('the process that reads it had rested for too long')
        program.kill()
      }, IDLE_MS).unref()
    },
    async end() {
      program.kill()
      await program.ended
    },
  }
}
