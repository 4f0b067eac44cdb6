import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import { aCase, type CaseDraft, ofPrediction, ofTruth } from './case-draft.ts'

/** Images with a number each: how far the model's is from it. The worth of a case is its error as a share of the largest one. */
export function estimateCases(images: readonly MeasuredImage[]): CaseDraft[] {
  const estimates = images.flatMap(({ truth: [truth], predictions: [prediction] }, image) => {
    if (typeof truth?.value !== 'number' || typeof prediction?.value !== 'number') return []
    const error = prediction.value - truth.value
    return { error, known: { image, ...ofTruth(truth), ...ofPrediction(prediction) } }
  })
  const largest = estimates.reduce((most, { error }) => Math.max(most, Math.abs(error)), 0)
  return estimates.map(({ error, known }) =>
    aCase({ ...known, kind: 'estimate', error, worth: largest > 0 ? Math.abs(error) / largest : 0 }),
  )
}
