import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import { aCase, type CaseDraft, isShown, ofPrediction, ofTruth, type ShownFrom } from './case-draft.ts'

/** Images with any number of labels, each decided for itself: found, claimed without ground, or missed. */
export function tagCases(images: readonly MeasuredImage[], shownFrom: ShownFrom): CaseDraft[] {
  return images.flatMap(({ truth, predictions }, image) => {
    const there = new Map(truth.map((label) => [label.label, label]))
    const shown = predictions.filter((prediction) => isShown(prediction, shownFrom))
    const claimed = new Set(shown.map(({ label }) => label))
    return [
      ...shown.map((prediction) => {
        const label = there.get(prediction.label)
        const known = { image, ...ofPrediction(prediction) }
        if (!label) return aCase({ ...known, kind: 'false-positive', worth: prediction.score })
        return aCase({ ...known, ...ofTruth(label), kind: 'true-positive', worth: -prediction.score })
      }),
      ...[...there.values()]
        .filter(({ label }) => !claimed.has(label))
        .map((label) => {
          const score = predictions.find((prediction) => prediction.label === label.label)?.score ?? null
          return aCase({ image, kind: 'miss', ...ofTruth(label), score, worth: 1 - (score ?? 0) })
        }),
    ]
  })
}
