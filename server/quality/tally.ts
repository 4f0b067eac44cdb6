import type { Occurrence } from '#shared/domain/quality.ts'

/** Names listed in a report; the rest is listed as one. */
const MOST_NAMES = 30
const REST = '…'

/** Counts how often names occur. */
export function createTally() {
  const counts = new Map<string, number>()
  return {
    add(name: string): void {
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    /** The names, the most frequent first; `before` are those that are not new (absent: nothing is). */
    listed(before?: ReadonlySet<string>): Occurrence[] {
      const all = [...counts]
        .map(([name, count]) => ({ name, count, isNew: before !== undefined && !before.has(name) }))
        .sort((a, b) => Number(b.isNew) - Number(a.isNew) || b.count - a.count || a.name.localeCompare(b.name))
      const rest = all.slice(MOST_NAMES).reduce((sum, { count }) => sum + count, 0)
      return rest === 0 ? all : [...all.slice(0, MOST_NAMES), { name: REST, count: rest, isNew: false }]
    },
  }
}
