import { markOf } from '../../store/blob-mark.ts'

/** Contents a dry run remembers, some 50 MB: of a larger one, repeats far apart go unnoticed until the import itself. */
const MOST_SEEN = 500_000

/** Which contents a dry run has met before this chunk: the import itself finds them in the database. */
export function createSeenContents() {
  const seen = new Set<number>()
  return {
    has: (hash: string): boolean => seen.has(markOf(hash)),
    add(hash: string): void {
      if (seen.size < MOST_SEEN) seen.add(markOf(hash))
    },
  }
}
