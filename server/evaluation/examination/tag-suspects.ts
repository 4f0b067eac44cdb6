import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import type { CaseDraft } from './case-draft.ts'

/**
 * Likely mistakes among labels that are decided one by one, by confident learning per label (Northcutt et al. 2021, arXiv 1911.00068, over yes and
 * no): a label that is not given though it is as probable as on the images that carry it, or is given though it is as improbable as on the others.
 */
export function withTagSuspects(cases: readonly CaseDraft[], images: readonly MeasuredImage[]): CaseDraft[] {
  const means = new Map<string, { yes: number; no: number }>()
  const meansOf = (label: string) => {
    const known = means.get(label) ?? meanScores(images, label)
    means.set(label, known)
    return known
  }
  return cases.map((one) => {
    if (one.kind === 'false-positive' && one.predicted !== null && (one.score ?? 0) >= meansOf(one.predicted).yes)
      return { ...one, suspicion: one.score, suspect: 'unlabelled' as const }
    if (one.kind === 'miss' && one.label !== null && (one.score ?? 0) <= meansOf(one.label).no)
      return { ...one, suspicion: 1 - (one.score ?? 0), suspect: 'groundless' as const }
    return one
  })
}

/** The mean score of a label where it is given, and where it is not. */
function meanScores(images: readonly MeasuredImage[], label: string): { yes: number; no: number } {
  const sums = { yes: { sum: 0, count: 0 }, no: { sum: 0, count: 0 } }
  for (const { truth, predictions } of images) {
    const own = sums[truth.some((one) => one.label === label) ? 'yes' : 'no']
    own.sum += predictions.find((one) => one.label === label)?.score ?? 0
    own.count++
  }
  const meanOf = ({ sum, count }: { sum: number; count: number }, none: number) => (count > 0 ? sum / count : none)
  return { yes: meanOf(sums.yes, Number.POSITIVE_INFINITY), no: meanOf(sums.no, Number.NEGATIVE_INFINITY) }
}
