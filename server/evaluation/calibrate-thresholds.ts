import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { Outcome } from './judge-outcomes.ts'

export interface CalibrationInput {
  /** Every claim of the model on the validation split. */
  readonly outcomes: readonly Outcome[]
  /** How many truths of each label the validation split has. */
  readonly truths: ReadonlyMap<string, number>
  readonly labels: readonly string[]
  /** Share of the shown that must be right, 0 to 1. */
  readonly targetPrecision: number
  /** Fewer outcomes than this say nothing. */
  readonly minimumSamples?: number
}

const DEFAULT_MINIMUM_SAMPLES = 20
/** Where a label has too few outcomes of its own, it is shown from this score on, or from a higher one where all labels together ask for it. */
const CONSERVATIVE_THRESHOLD = 0.5

/**
 * For every label the lowest score from which on its suggestions are right as often as the project asks. Precision is Laplace's estimate
 * (found + 1) / (shown + 2), the expectation under a flat prior, so that three lucky hits do not pass for 100 %. A label with fewer outcomes than
 * the minimum takes the threshold of all labels together, at least one half; with too few of those as well, one half is assumed.
 */
export function calibrateThresholds(input: CalibrationInput): LabelThreshold[] {
  const { outcomes, labels, truths, targetPrecision, minimumSamples = DEFAULT_MINIMUM_SAMPLES } = input
  const pooled = outcomes.length >= minimumSamples ? { threshold: lowestScore(outcomes, targetPrecision) } : null
  return labels.map((label) => {
    const own = outcomes.filter((outcome) => outcome.label === label)
    const chosen = own.length >= minimumSamples ? measured(own, targetPrecision) : borrowed(pooled)
    return { label, ...chosen, ...reached(own, chosen.threshold, truths.get(label) ?? 0), samples: own.length }
  })
}

type Choice = Pick<LabelThreshold, 'threshold' | 'basis'>

function measured(own: readonly Outcome[], targetPrecision: number): Choice {
  const threshold = lowestScore(own, targetPrecision)
  return { threshold, basis: threshold === null ? 'hidden' : 'measured' }
}

function borrowed(pooled: { threshold: number | null } | null): Choice {
  if (!pooled) return { threshold: CONSERVATIVE_THRESHOLD, basis: 'assumed' }
  if (pooled.threshold === null) return { threshold: null, basis: 'hidden' }
  return { threshold: Math.max(pooled.threshold, CONSERVATIVE_THRESHOLD), basis: 'pooled' }
}

function lowestScore(outcomes: readonly Outcome[], targetPrecision: number): number | null {
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
