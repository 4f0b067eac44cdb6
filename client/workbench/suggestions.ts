import { type Annotation, isProposed, isVisible } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'

/** How sure the model was of this label, 0 to 1; null where no model proposed it. */
export const scoreOf = ({ origin, label }: Annotation): number | null =>
  isProposed(origin) && origin.label === label ? origin.score : null

/** The undecided suggestions, the one whose decision teaches most first: scores near one half, low before high. */
export function suggestionsByWorth(state: AssetState): Annotation[] {
  const undecided = [...state.annotations.values()].filter((annotation) => annotation.status === 'suggested')
  return undecided.sort((a, b) => doubt(b) - doubt(a) || (scoreOf(a) ?? 0) - (scoreOf(b) ?? 0) || a.id.localeCompare(b.id))
}

/** The undecided suggestions with at least this score. */
export const suggestionsAbove = (state: AssetState, threshold: number): Annotation[] =>
  [...state.annotations.values()].filter(
    (annotation) => annotation.status === 'suggested' && (scoreOf(annotation) ?? 0) >= threshold,
  )

/** What Tab goes through: the suggestions while there are any, then every visible object. */
export function neighbourInTurn(state: AssetState, current: AnnotationId | null, step: 1 | -1): Annotation | null {
  const suggestions = suggestionsByWorth(state)
  const turn = suggestions.length > 0 ? suggestions : [...state.annotations.values()].filter(isVisible)
  if (turn.length === 0) return null
  const at = turn.findIndex((annotation) => annotation.id === current)
  if (at < 0) return turn[step > 0 ? 0 : turn.length - 1] ?? null
  return turn[(at + step + turn.length) % turn.length] ?? null
}

// 1 where the model would toss a coin, 0 where it is certain.
const doubt = (annotation: Annotation): number => 1 - Math.abs(2 * (scoreOf(annotation) ?? 0) - 1)
