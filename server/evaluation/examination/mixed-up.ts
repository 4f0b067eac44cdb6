import type { Examination } from '#shared/domain/examination.ts'
import type { CaseDraft } from './case-draft.ts'

/** The confusion matrix of cases: rows are the truth, columns what was claimed; the last of both stands for nothing. */
export function mixedUp(cases: readonly CaseDraft[], labels: readonly string[]): NonNullable<Examination['confusion']> {
  const places = new Map(labels.map((label, place) => [label, place]))
  const placeOf = (label: string | null) => (label === null ? labels.length : (places.get(label) ?? labels.length))
  const counts = Array.from({ length: labels.length + 1 }, () => new Array<number>(labels.length + 1).fill(0))
  const add = (truth: string | null, claimed: string | null) => {
    const row = counts[placeOf(truth)] as number[]
    row[placeOf(claimed)] = (row[placeOf(claimed)] as number) + 1
  }
  for (const { kind, label, predicted } of cases) {
    // The label was found already, or is somewhere else: such a claim finds nothing.
    if (kind === 'duplicate' || kind === 'misplaced') add(null, predicted)
    if (kind === 'misplaced') add(label, null)
    if (kind !== 'duplicate' && kind !== 'misplaced') add(label, predicted)
  }
  return { labels: [...labels], counts }
}
