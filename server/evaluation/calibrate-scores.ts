import type { ScoreCalibration } from '#shared/domain/evaluation.ts'
import { isotonicRegression } from './isotonic-regression.ts'
import type { Outcome } from './judge-outcomes.ts'

/** Fewer outcomes than this say nothing of a label by itself. */
const MINIMUM_SAMPLES = 20

/**
 * For every label how often a claim of each score was right on the validation split: isotonic regression of the outcomes (Niculescu-Mizil and
 * Caruana 2005), never surer than their number allows (one in n + 2, Laplace). A label with few outcomes takes that of all labels together; with
 * too few of those as well there is none.
 */
export function calibrateScores(outcomes: readonly Outcome[], labels: readonly string[]): Map<string, ScoreCalibration> {
  const pooled = outcomes.length >= MINIMUM_SAMPLES ? calibrated(outcomes) : null
  return new Map(
    labels.flatMap((label) => {
      const own = outcomes.filter((outcome) => outcome.label === label)
      const calibration = own.length >= MINIMUM_SAMPLES ? calibrated(own) : pooled
      return calibration ? [[label, calibration] as const] : []
    }),
  )
}

/** How often claims of each score were right, of all of these together. */
export function calibrated(outcomes: readonly Outcome[]): ScoreCalibration {
  const { x, y } = isotonicRegression(
    outcomes.map(({ score }) => score),
    outcomes.map(({ correct }) => Number(correct)),
  )
  const least = 1 / (outcomes.length + 2)
  return { scores: [...x], rights: y.map((right) => Math.min(1 - least, Math.max(least, right))) }
}
