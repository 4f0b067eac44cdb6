import type { Examination } from '#shared/domain/examination.ts'
import type { CaseDraft } from './case-draft.ts'

/** The confusion matrix of cases: rows are the truth, columns what was claimed; the last of both stands for nothing. */
export function mixedUp(cases: readonly CaseDraft[], labels: readonly string[]): NonNullable<Examination['confusion']> {
  const places = new Map(labels.map((label, place) => [label, place]))
  const placeOf = (label: string | null) => (label === null ? labels.length : (places.get(label) ?? labels.length))
  const counts = Array.from({ length: labels.length + 1 }, () => new Array<number>(labels.length + 1).fill(0))
  for (const { kind, label, predicted } of cases) {
    // The label was found already: the second claim of it finds nothing.
    const row = counts[kind === 'duplicate' ? labels.length : placeOf(label)] as number[]
    const column = placeOf(predicted)
    row[column] = (row[column] as number) + 1
  }
  return { labels: [...labels], counts }
}
