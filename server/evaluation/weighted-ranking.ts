import { byFallingScore } from './ranking.ts'
import type { LabelScores } from './tagged-images.ts'

/** Average precision and area under the ROC curve, which can be taken again with every image counting as often as its weight says. */
export interface WeightedRanking {
  /** As scikit-learn's `average_precision_score`; null without anything true. */
  averagePrecision(weights: Uint32Array): number | null
  /** As scikit-learn's `roc_auc_score`; null without images of both kinds. */
  areaUnderRoc(weights: Uint32Array): number | null
}

/** Sorts a label's images once; equal scores are one step. */
export function weightedRanking({ scores, truths }: LabelScores): WeightedRanking {
  const order = byFallingScore(scores)
  const endsStep = Uint8Array.from(order, (image, place) => Number(scores[image] !== scores[order[place + 1] ?? -1]))

  function walk(weights: Uint32Array, step: (right: number, wrong: number) => void) {
    let right = 0
    let wrong = 0
    for (let place = 0; place < order.length; place++) {
      const image = order[place] as number
      if (truths[image] === 1) right += weights[image] as number
      else wrong += weights[image] as number
      if (endsStep[place] === 1) step(right, wrong)
    }
  }

  return {
    averagePrecision(weights) {
      let sum = 0
      let before = 0
      let total = 0
      walk(weights, (right, wrong) => {
        if (right > before) sum += ((right - before) * right) / (right + wrong)
        before = total = right
      })
      return total > 0 ? sum / total : null
    },
    areaUnderRoc(weights) {
      let area = 0
      let [rightBefore, wrongBefore] = [0, 0]
      walk(weights, (right, wrong) => {
        area += ((wrong - wrongBefore) * (right + rightBefore)) / 2
        ;[rightBefore, wrongBefore] = [right, wrong]
      })
      return rightBefore > 0 && wrongBefore > 0 ? area / (rightBefore * wrongBefore) : null
    },
  }
}
