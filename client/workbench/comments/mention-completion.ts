import type { User } from '#shared/domain/people.ts'

/** A name being typed after an @. */
export interface MentionBegun {
  /** Where the @ stands. */
  readonly from: number
  readonly query: string
}

const LONGEST_NAME = 60
const MOST_OFFERED = 5

/** The name that is being typed at the caret; null where none is. */
export function mentionAt(text: string, caret: number): MentionBegun | null {
  const from = text.lastIndexOf('@', caret - 1)
  if (from < 0 || (from > 0 && !/\s/.test(text.charAt(from - 1)))) return null
  const query = text.slice(from + 1, caret)
  return query.length > LONGEST_NAME || query.includes('\n') || /\s$/.test(query) ? null : { from, query }
}

/** Who may be meant: names that begin so first, then names with a later word that does. */
export function offeredFor({ query }: MentionBegun, people: readonly User[]): User[] {
  const wanted = query.toLowerCase()
  const rank = ({ name }: User): number => {
    const known = name.toLowerCase()
    if (known.startsWith(wanted)) return 0
    return known.split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2
  }
  return people
    .filter((person) => rank(person) < 2)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, MOST_OFFERED)
}

/** The text with the name in full, and where the caret stands then. */
export function completed(text: string, caret: number, { from }: MentionBegun, name: string): { text: string; caret: number } {
  const before = `${text.slice(0, from)}@${name} `
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length }
}
