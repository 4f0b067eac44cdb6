import { parseQuery } from './parse-query.ts'

/** What an address asks in its fields, each as it stands there. */
export interface WrittenFields {
  readonly status?: string | undefined
  readonly split?: string | undefined
  readonly label?: string | undefined
  readonly search?: string | undefined
  readonly similar?: string | undefined
}

const PLAIN = /^[^\s"<>=!~:,()]+$/
const WORDS = ['and', 'or', 'not']

/** A value as it stands in a query: in quotes where it would be read as something else. */
export const writtenValue = (value: string): string =>
  PLAIN.test(value) && !WORDS.includes(value.toLowerCase()) ? value : `"${value.replaceAll('"', '')}"`

/** What fields ask, written in the language of queries. */
export const writtenFields = ({
  status,
  split,
  label,
  search,
  similar,
}: WrittenFields): { field: keyof WrittenFields; text: string }[] => [
  ...(status ? [{ field: 'status', text: `status:${status}` } as const] : []),
  ...(split ? [{ field: 'split', text: `split:${split}` } as const] : []),
  ...(label ? [{ field: 'label', text: `label:${writtenValue(label)}` } as const] : []),
  ...(search ? [{ field: 'search', text: `name ~ ${writtenValue(search)}` } as const] : []),
  ...(similar ? [{ field: 'similar', text: `similar:${writtenValue(similar)}` } as const] : []),
]

/** The pieces of a query that must all hold, as they were written; the whole where it cannot be read. */
export function piecesOf(query: string): string[] {
  const parsed = parsedOrNull(query)
  if (parsed) return parsed.parts.map(([from, to]) => query.slice(from, to))
  return query.trim() === '' ? [] : [query.trim()]
}

/** All that an address asks as one query. */
export function wholeQuery(fields: WrittenFields, query: string): string {
  const pieces = piecesOf(query)
  const isAlternative = parsedOrNull(query)?.query?.type === 'any'
  const written = writtenFields(fields).map(({ text }) => text)
  return [...written, ...(isAlternative && written.length > 0 ? [`(${pieces[0]})`] : pieces)].join(' ')
}

function parsedOrNull(query: string): ReturnType<typeof parseQuery> | null {
  try {
    return parseQuery(query, Date.now())
  } catch {
    // Half of one, while it is typed.
    return null
  }
}
