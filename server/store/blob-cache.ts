import type { Readable } from 'node:stream'
import type { BlobContent, BlobEntry } from './blobs.ts'
import { openFolderBlobs } from './folder-blobs.ts'

/** Whoever asked for a file has this long to open it; meanwhile it stays, even where more is held than may be. */
const HELD_MS = 5 * 60_000
/** What nobody asked for in this time goes: images that were erased lie on no disk for ever. */
const FORGOTTEN_MS = 7 * 24 * 3600 * 1000
/** So much of the limit comes in before what is there is counted again, and so much is left free then. */
const SLACK = 0.05

export interface CacheSettings {
  readonly folder: string
  readonly limitBytes: number
  /** How long a file stays after somebody asked for it. */
  readonly heldMs?: number
}

/**
 * Contents of blobs on this machine, the least recently used taken out where they are more than may be. A file is there whole or not at all, named
 * by what it holds; any number of processes share one folder.
 */
export async function openBlobCache({ folder, limitBytes, heldMs = HELD_MS }: CacheSettings) {
  const files = await openFolderBlobs(folder)
  const coming = new Map<string, Promise<void>>()
  // Nobody knows yet what is there: the first file that comes has it counted.
  let uncounted = limitBytes
  let trimming: Promise<void> | null = null

  async function makeRoom(bytes: number): Promise<void> {
    uncounted += bytes
    if (uncounted <= limitBytes * SLACK) return
    trimming ??= trim().finally(() => {
      trimming = null
    })
    await trimming
  }

  async function trim(): Promise<void> {
    uncounted = 0
    const found: BlobEntry[] = []
    for await (const entry of files.list()) found.push(entry)
    const inUseSince = Date.now() - heldMs
    const forgotten = Date.now() - FORGOTTEN_MS
    let total = found.reduce((sum, { bytes }) => sum + bytes, 0)
    const wanted = total > limitBytes ? limitBytes * (1 - SLACK) : total
    for (const { hash, bytes, keptAt } of found.sort((a, b) => a.keptAt - b.keptAt)) {
      if (keptAt >= inUseSince || (total <= wanted && keptAt >= forgotten)) return
      if (await files.removeUnlessKept(hash, inUseSince)) total -= bytes
    }
  }

  async function put(content: BlobContent): Promise<{ hash: string; bytes: number }> {
    const written = await files.put(content)
    await makeRoom(written.bytes)
    return written
  }

  return {
    put,
    pathOf: files.onDisk,
    open: (hash: string): Readable => files.open(hash),
    /** Whether it is here; where it is, it counts as used just now. */
    holds: files.keep,
    remove: files.remove,
    /** Brings a content that is not here; however many ask for it at once, it comes once. */
    fill(hash: string, bring: () => Promise<void>): Promise<void> {
      const known = coming.get(hash)
      if (known) return known
      const brought = bring().finally(() => coming.delete(hash))
      coming.set(hash, brought)
      return brought
    },
  }
}
