import type { Difference, PairedBootstrap } from './paired-bootstrap.ts'

/** A label's loss is taken for real, and not for noise, when this share of the resamples shows one. */
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

/** The labels on which a challenger loses more than their margins, 0 to 1. */
export function labelLosses({ perLabel }: Pick<PairedBootstrap, 'perLabel'>, marginOf: (label: string) => number): LabelLoss[] {
  return perLabel.flatMap(({ label, difference, probabilityBetter }) => {
    const margin = marginOf(label)
    if (difference === null || -difference <= margin) return []
    return [{ label, difference, margin, real: isRealLoss({ difference, probabilityBetter }, margin) }]
  })
}

/** Whether a figure falls by more than its margin, and not within noise. */
export const isRealLoss = (
  { difference, probabilityBetter }: Pick<Difference, 'difference' | 'probabilityBetter'>,
  margin: number,
): boolean => difference !== null && -difference > margin && 1 - (probabilityBetter ?? 0) >= LOSS_CERTAINTY
