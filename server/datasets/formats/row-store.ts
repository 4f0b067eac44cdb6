import { readSync } from 'node:fs'
import { createScratchFile } from '../sources/scratch-file.ts'

/** Rows are kept in memory up to here, and in a file behind. */
const BLOCK_BYTES = 1024 * 1024

/** Texts by the number of their owner, given in any order. */
export interface RowStore {
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
  const places: number[] = []
  const lengths: number[] = []
  const next: number[] = []
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
      const index = places.length
      places.push(await placed(row))
      lengths.push(row.length)
      next.push(-1)
      const before = last.get(owner)
      if (before === undefined) first.set(owner, index)
      else next[before] = index
      last.set(owner, index)
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
    },
    count: (owner) => counts.get(owner) ?? 0,
    rows(owner) {
      const found: string[] = []
      for (let index = first.get(owner) ?? -1; index >= 0; index = next[index] as number)
        found.push(read(places[index] as number, lengths[index] as number))
      return found
    },
    close: scratch.close,
  }
}
