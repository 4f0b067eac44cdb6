import type { MeasuredImage, MeasuredPrediction } from '../tasks/task-evaluation.ts'
import { aCase, type CaseDraft, ofPrediction, ofTruth } from './case-draft.ts'

/** Images with one class each: right, or taken for another. An image without a class or without a prediction says nothing. */
export function classCases(images: readonly MeasuredImage[]): CaseDraft[] {
  return images.flatMap(({ truth: [truth], predictions }, image) => {
    const best = bestOf(predictions)
    if (!truth || !best) return []
    const both = { image, ...ofTruth(truth), ...ofPrediction(best) }
    if (truth.label === best.label) return aCase({ ...both, kind: 'true-positive', worth: -best.score })
    return aCase({ ...both, kind: 'confusion', worth: best.score })
  })
}

/** The prediction with the highest score; the first of equals. */
const bestOf = (predictions: readonly MeasuredPrediction[]): MeasuredPrediction | null =>
  predictions.reduce<MeasuredPrediction | null>((best, one) => (best && best.score >= one.score ? best : one), null)
