import type { Difference, PairedBootstrap } from './paired-bootstrap.ts'

/** A loss is taken for real, and not for noise, when this share of the resamples shows one. */
const LOSS_CERTAINTY = 0.8

/** A label that the challenger finds worse by more than its margin. */
export interface LabelLoss {
  readonly label: string
  /** Below zero. */
  readonly difference: number
  readonly margin: number
  /** Noise otherwise. */
  readonly real: boolean
}

/**
 * The labels on which a challenger loses more than their margins, 0 to 1. The more labels are asked, the surer each loss must be (Bonferroni): of
 * eighty that are no worse, some always look worse by chance.
 */
export function labelLosses({ perLabel }: Pick<PairedBootstrap, 'perLabel'>, marginOf: (label: string) => number): LabelLoss[] {
  const asked = perLabel.filter(({ difference }) => difference !== null).length
  const certainty = 1 - (1 - LOSS_CERTAINTY) / asked
  return perLabel.flatMap(({ label, difference, probabilityBetter }) => {
    const margin = marginOf(label)
    if (difference === null || -difference <= margin) return []
    return [{ label, difference, margin, real: isRealLoss({ difference, probabilityBetter }, margin, certainty) }]
  })
}

/** Whether a figure falls by more than its margin, and not within noise. */
export const isRealLoss = (
  { difference, probabilityBetter }: Pick<Difference, 'difference' | 'probabilityBetter'>,
  margin: number,
  certainty = LOSS_CERTAINTY,
): boolean => difference !== null && -difference > margin && 1 - (probabilityBetter ?? 0) >= certainty
