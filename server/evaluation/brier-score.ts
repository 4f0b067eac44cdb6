import type { ScoredTruths } from './curves/score-steps.ts'

/** Mean squared distance of scores from what is true, 0 (best) to 1 (Brier 1950), equal to scikit-learn's `brier_score_loss`; null without claims. */
export function brierScore({ scores, truths }: ScoredTruths): number | null {
  if (scores.length === 0) return null
  let sum = 0
  for (let index = 0; index < scores.length; index++) sum += ((scores[index] as number) - (truths[index] as number)) ** 2
  return sum / scores.length
}
