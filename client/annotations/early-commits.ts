import type { Commit } from '#shared/events.ts'

/** Commits that came before their turn: the log has no gaps, so they wait for those between. */
export function createEarlyCommits() {
  const waiting = new Map<number, Commit>()
  return {
    add: (commit: Commit) => waiting.set(commit.sequence, commit),
    isEmpty: () => waiting.size === 0,
    /** Takes the commit whose turn it is; forgets those that are in already. */
    takeNext(sequence: number): Commit | null {
      for (const known of waiting.keys()) if (known <= sequence) waiting.delete(known)
      const next = waiting.get(sequence + 1) ?? null
      if (next) waiting.delete(next.sequence)
      return next
    },
  }
}
