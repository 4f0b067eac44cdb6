import type { ScoreCalibration } from './domain/evaluation.ts'

/** How likely a claim of this score is right, 0 to 1: straight between the measured scores, level outside; the score itself where nothing was measured. */
export function probabilityOf(calibration: ScoreCalibration | undefined, score: number): number {
  if (!calibration || calibration.scores.length === 0) return score
  const { scores, rights } = calibration
  const after = scores.findIndex((known) => known >= score)
  if (after === -1) return rights.at(-1) as number
  if (after === 0) return rights[0] as number
  const [low, high] = [scores[after - 1] as number, scores[after] as number]
  const [under, over] = [rights[after - 1] as number, rights[after] as number]
  return under + ((over - under) * (score - low)) / (high - low)
}

/** The lowest score whose claims are at least this likely to be right, 0 to 1, between the measured scores too; null where none is. */
export function lowestScoreOf({ scores, rights }: ScoreCalibration, chance: number): number | null {
  const after = rights.findIndex((right) => right >= chance)
  if (after === -1) return null
  if (after === 0) return scores[0] as number
  const [low, high] = [scores[after - 1] as number, scores[after] as number]
  const [under, over] = [rights[after - 1] as number, rights[after] as number]
  return low + ((high - low) * (chance - under)) / (over - under)
}
