import { groupBy } from '#shared/group-by.ts'
import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import { aCase, type CaseDraft, ofPrediction, ofTruth } from './case-draft.ts'

/** Numbers of images: how far the model's are from them. The worth of a case is its error as a share of the largest one of its label. */
export function estimateCases(images: readonly MeasuredImage[]): CaseDraft[] {
  const estimates = images.flatMap(({ truth, predictions }, image) =>
    truth.flatMap((wanted) => {
      const said = predictions.find(({ label }) => label === wanted.label)
      if (wanted.value === null || typeof said?.value !== 'number') return []
      return {
        label: wanted.label,
        error: said.value - wanted.value,
        known: { image, ...ofTruth(wanted), ...ofPrediction(said) },
      }
    }),
  )
  const largest = new Map(
    Array.from(
      groupBy(estimates, ({ label }) => label),
      ([label, its]) => [label, its.reduce((most, { error }) => Math.max(most, Math.abs(error)), 0)],
    ),
  )
  return estimates.map(({ label, error, known }) =>
    aCase({ ...known, kind: 'estimate', error, worth: error === 0 ? 0 : Math.abs(error) / (largest.get(label) ?? 1) }),
  )
}
