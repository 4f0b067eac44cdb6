import { markOf } from './blob-mark.ts'
import { usedBlobs } from './blob-uses.ts'
import type { BlobStore } from './blobs.ts'
import { clearUnfinished, type Unfinished } from './clear-unfinished.ts'
import type { Store } from './store.ts'

/** An import writes a blob at most this long before the row that needs it. */
export const SWEEP_GRACE_MS = 24 * 3600 * 1000

/** What a sweep found, or (dry run) would remove. */
export interface Swept {
  readonly kept: number
  /** Needed by nothing, but put or kept too recently. */
  readonly young: number
  readonly removed: number
  readonly bytes: number
  readonly examples: readonly string[]
  /** What was never written to its end. */
  readonly unfinished: Unfinished
}
const MOST_EXAMPLES = 5

/**
 * Removes the blobs that nothing needs: marks what is needed at one moment, then sweeps what is not and has not been put or kept within the grace
 * period; then what was never written to its end. Safe beside imports, snapshots and exports: whoever points at a blob has put or kept it just before.
 */
export async function sweepBlobs(
  { store, blobs }: { store: Store; blobs: BlobStore },
  { dryRun, graceMs = SWEEP_GRACE_MS }: { dryRun: boolean; graceMs?: number },
): Promise<Swept> {
  const since = Date.now() - graceMs
  // Of two that share their mark, both are kept where one is needed.
  const needed = new Set<number>()
  await store.atOneTime(async (at) => {
    for await (const hash of usedBlobs(store, blobs, at)) needed.add(markOf(hash))
  })
  let [kept, young, removed, bytes] = [0, 0, 0, 0]
  const examples: string[] = []
  for await (const blob of blobs.list()) {
    if (needed.has(markOf(blob.hash))) kept++
    else if (blob.keptAt >= since) young++
    else if (dryRun || (await blobs.removeUnlessKept(blob.hash, since))) {
      removed++
      bytes += blob.bytes
      if (examples.length < MOST_EXAMPLES) examples.push(blob.hash)
    } else young++
  }
  const unfinished = await clearUnfinished(blobs, { dryRun })
  return { kept, young, removed, bytes, examples, unfinished }
}
