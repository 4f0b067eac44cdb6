import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import { lowestScoreOf } from '#shared/score-calibration.ts'
import { calibrated } from './calibrate-scores.ts'
import type { Outcome } from './judge-outcomes.ts'

/** What is worth showing: a share of all shown that must be right, or the chance that each one shown must have; 0 to 1. */
export type Worth = { readonly precision: number } | { readonly chance: number }

export interface CalibrationInput {
  /** Every claim of the model on the validation split. */
  readonly outcomes: readonly Outcome[]
  /** How many truths of each label the validation split has. */
  readonly truths: ReadonlyMap<string, number>
  readonly labels: readonly string[]
  readonly worth: Worth
  /** Fewer outcomes than this say nothing. */
  readonly minimumSamples?: number
}

const DEFAULT_MINIMUM_SAMPLES = 20
/** Where a label has too few outcomes of its own, it is shown from this score on, or from a higher one where all labels together ask for it. */
const CONSERVATIVE_THRESHOLD = 0.5

/**
 * For every label the lowest score from which on its suggestions are worth showing: right as often as the project asks, by Laplace's estimate of
 * precision, (found + 1) / (shown + 2), the expectation under a flat prior, so that three lucky hits do not pass for 100 %; or each with the
 * chance that is asked, by the rising function nearest to the outcomes (`calibrate-scores.ts`). A label with fewer outcomes than
 * the minimum takes the threshold of all labels together, at least one half; with too few of those as well, one half is assumed.
 */
export function calibrateThresholds(input: CalibrationInput): LabelThreshold[] {
  const { outcomes, labels, truths, worth, minimumSamples = DEFAULT_MINIMUM_SAMPLES } = input
  const pooled = outcomes.length >= minimumSamples ? { threshold: lowestScore(outcomes, worth) } : null
  return labels.map((label) => {
    const own = outcomes.filter((outcome) => outcome.label === label)
    const chosen = own.length >= minimumSamples ? measured(own, worth) : borrowed(pooled)
    return { label, ...chosen, ...reached(own, chosen.threshold, truths.get(label) ?? 0), samples: own.length }
  })
}

type Choice = Pick<LabelThreshold, 'threshold' | 'basis'>

function measured(own: readonly Outcome[], worth: Worth): Choice {
  const threshold = lowestScore(own, worth)
  return { threshold, basis: threshold === null ? 'hidden' : 'measured' }
}

function borrowed(pooled: { threshold: number | null } | null): Choice {
  if (!pooled) return { threshold: CONSERVATIVE_THRESHOLD, basis: 'assumed' }
  if (pooled.threshold === null) return { threshold: null, basis: 'hidden' }
  return { threshold: Math.max(pooled.threshold, CONSERVATIVE_THRESHOLD), basis: 'pooled' }
}

const lowestScore = (outcomes: readonly Outcome[], worth: Worth): number | null =>
  'chance' in worth ? lowestWithChance(outcomes, worth.chance) : lowestWithPrecision(outcomes, worth.precision)

function lowestWithChance(outcomes: readonly Outcome[], chance: number): number | null {
  return lowestScoreOf(calibrated(outcomes), chance)
}

function lowestWithPrecision(outcomes: readonly Outcome[], targetPrecision: number): number | null {
  const falling = [...outcomes].sort((a, b) => b.score - a.score)
  let right = 0
  let lowest: number | null = null
  falling.forEach(({ score, correct }, place) => {
    right += Number(correct)
    const more = falling[place + 1]?.score === score
    if (!more && (right + 1) / (place + 1 + 2) >= targetPrecision) lowest = score
  })
  return lowest
}

function reached(own: readonly Outcome[], threshold: number | null, truths: number) {
  const shown = threshold === null ? [] : own.filter(({ score }) => score >= threshold)
  const right = shown.filter(({ correct }) => correct).length
  return { precision: shown.length > 0 ? right / shown.length : null, recall: truths > 0 ? right / truths : null }
}
