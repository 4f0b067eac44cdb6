/** Hexadecimal digits of a SHA-256 that a number holds exactly. */
const DIGITS = 13
/** Contents a dry run remembers, some 50 MB: of a larger one, repeats far apart go unnoticed until the import itself. */
const MOST_SEEN = 500_000

/** Which contents a dry run has met before this chunk: the import itself finds them in the database. */
export function createSeenContents() {
  const seen = new Set<number>()
  const keyOf = (hash: string) => Number.parseInt(hash.slice(0, DIGITS), 16)
  return {
    has: (hash: string): boolean => seen.has(keyOf(hash)),
    add(hash: string): void {
      if (seen.size < MOST_SEEN) seen.add(keyOf(hash))
    },
  }
}
