import type { ProjectId } from '#shared/domain/ids.ts'
import type { SuggestionFilter } from '#shared/routes/review.ts'
import { invalid } from '../errors.ts'

/** The indexes of the undecided, which every question here walks. */
export const BY_LABEL = { projectId: 1, status: 1, label: 1, 'origin.score': -1, _id: 1 } as const
const BY_SCORE = { projectId: 1, status: 1, 'origin.score': -1, _id: 1 } as const

/** Where a page ended: the value that the list is in order of, and the suggestion. */
export interface Place {
  readonly value: number
  readonly id: string
}

/** What the database is asked for: the undecided suggestions of a project that pass a filter. */
export const suggestionQuery = (projectId: ProjectId, { label, least }: SuggestionFilter) => ({
  projectId,
  status: 'suggested' as const,
  ...(label !== undefined && { label }),
  ...(least !== undefined && { 'origin.score': { $gte: least } }),
})

/** What comes after a place in a list that falls (or, with 1, grows) in `field`. */
export function after(field: string, direction: 1 | -1, { value, id }: Place): object {
  const beyond = direction < 0 ? '$lt' : '$gt'
  // The first condition bounds the walk, the second leaves out those of the same value that were seen.
  return {
    $and: [
      { [field]: { [`${beyond}e`]: value } },
      { $or: [{ [field]: { [beyond]: value } }, { _id: { [direction < 0 ? '$gt' : '$lt']: id } }] },
    ],
  }
}

/** The index that a list walks. */
export const indexFor = ({ label }: SuggestionFilter): typeof BY_LABEL | typeof BY_SCORE =>
  label === undefined ? BY_SCORE : BY_LABEL

export const writePlace = ({ value, id }: Place): string => `${value}:${id}`

/** Reads what `writePlace` wrote. */
export function readPlace(cursor: string): Place {
  const at = cursor.indexOf(':')
  const value = Number(cursor.slice(0, at))
  if (at < 1 || !Number.isFinite(value)) throw invalid(`Expected a cursor that a page ended with, got "${cursor}"`)
  return { value, id: cursor.slice(at + 1) }
}
