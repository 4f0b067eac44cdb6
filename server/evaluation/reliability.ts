import type { Outcome } from './judge-outcomes.ts'

/** The outcomes whose score lies in one stretch. */
interface ReliabilityBin {
  /** Lowest score, inclusive. */
  readonly from: number
  /** Highest score, exclusive but for the last bin. */
  readonly to: number
  readonly count: number
  /** Null where the bin is empty. */
  readonly meanScore: number | null
  /** Share that is right; null where the bin is empty. */
  readonly precision: number | null
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error, 0 to 1: how far score and precision lie apart on average; null without outcomes. */
  readonly error: number | null
}

const DEFAULT_BINS = 10

/** How far a model's scores can be taken for probabilities, in bins of equal width (Guo et al. 2017, arXiv 1706.04599). */
export function reliability(outcomes: readonly Outcome[], bins = DEFAULT_BINS): Reliability {
  const binOf = ({ score }: Outcome) => Math.min(Math.max(Math.floor(score * bins), 0), bins - 1)
  const filled = Array.from({ length: bins }, (_, bin) => {
    const inside = outcomes.filter((outcome) => binOf(outcome) === bin)
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count: inside.length,
      meanScore: meanOf(inside.map(({ score }) => score)),
      precision: meanOf(inside.map(({ correct }) => Number(correct))),
    }
  })
  const gaps = filled.map(({ count, meanScore, precision }) => count * Math.abs((meanScore ?? 0) - (precision ?? 0)))
  return { bins: filled, error: outcomes.length > 0 ? gaps.reduce((sum, gap) => sum + gap, 0) / outcomes.length : null }
}

const meanOf = (values: readonly number[]) =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null
