import { readSync } from 'node:fs'
import { createScratchFile } from '../sources/scratch-file.ts'

/** Rows are kept in memory up to here, and in a file behind. */
const BLOCK_BYTES = 1024 * 1024

/** What follows the last row of an owner. */
const LAST = -1

/** Texts by the number of their owner, given in any order. */
interface RowStore {
  add(owner: number, row: string): Promise<void>
  /** How many rows an owner has. */
  count(owner: number): number
  /** The rows of an owner, in the order they came. */
  rows(owner: number): string[]
  close(): Promise<void>
}

/**
 * Keeps rows until their owners are asked for: what a label file says of one image may stand anywhere in it. A few numbers a row stay in memory;
 * from a megabyte on the rows themselves lie in a file that has no name, which is gone with the process whatever ends it.
 */
export function createRowStore(): RowStore {
  const block = Buffer.allocUnsafe(BLOCK_BYTES)
  const scratch = createScratchFile()
  let used = 0
  let flushed = 0
  let descriptor: number | null = null
  const places = createNumbers((size) => new Float64Array(size))
  const lengths = createNumbers((size) => new Int32Array(size))
  const next = createNumbers((size) => new Int32Array(size))
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  const counts = new Map<number, number>()

  async function write(bytes: Buffer): Promise<void> {
    const { handle } = await scratch.append([bytes])
    descriptor = handle.fd
    flushed += bytes.length
  }

  async function placed(row: Buffer): Promise<number> {
    if (used + row.length > BLOCK_BYTES) {
      await write(block.subarray(0, used))
      used = 0
    }
    const at = flushed + used
    if (row.length > BLOCK_BYTES) await write(row)
    else used += row.copy(block, used)
    return at
  }

  // One after the other and at once: a few microseconds each, where a turn of the event loop takes ten times as long.
  function read(at: number, length: number): string {
    if (at >= flushed) return block.toString('utf8', at - flushed, at - flushed + length)
    const bytes = Buffer.allocUnsafe(length)
    for (let done = 0; done < length; ) {
      const more = readSync(descriptor as number, bytes, done, length - done, at + done)
      if (more === 0) throw new Error('The rows of a label file that were put aside cannot be read back')
      done += more
    }
    return bytes.toString('utf8')
  }

  return {
    async add(owner, text) {
      const row = Buffer.from(text, 'utf8')
      const index = places.push(await placed(row))
      lengths.push(row.length)
      next.push(LAST)
      const before = last.get(owner)
      if (before === undefined) first.set(owner, index)
      else next.set(before, index)
      last.set(owner, index)
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
    },
    count: (owner) => counts.get(owner) ?? 0,
    rows(owner) {
      const found: string[] = []
      for (let index = first.get(owner) ?? LAST; index !== LAST; index = next.at(index))
        found.push(read(places.at(index), lengths.at(index)))
      return found
    },
    close: scratch.close,
  }
}

const FIRST_NUMBERS = 1024

/** Numbers that grow in number: a list of a million takes the bytes of a million. */
function createNumbers(make: (size: number) => Float64Array | Int32Array) {
  let held = make(FIRST_NUMBERS)
  let length = 0
  return {
    /** Adds a number; its place. */
    push(value: number): number {
      if (length === held.length) {
        const larger = make(2 * length)
        larger.set(held)
        held = larger
      }
      held[length] = value
      return length++
    },
    at: (index: number): number => held[index] as number,
    set(index: number, value: number): void {
      held[index] = value
    },
  }
}
