/** Odd, so that there is a middle one; a few wild steps among so many are none of the trend's business. */
const WINDOW_STEPS = 11
/** A head that knows nothing has the worst loss that a run should see: lately so many times as much, and the weights run away. */
const DIVERGED_TIMES = 1.5

/** Where a run's loss was at first and has been lately; kept with the run, so that one that is taken up again goes on alike. */
export type LossTrend = {
  /** Median loss of the first window; null until it is full. */
  first: number | null
  lately: readonly number[]
}

/** Nothing seen yet. */
export const NO_LOSSES: LossTrend = { first: null, lately: [] }

/** The trend after one more step. */
export function withLoss({ first, lately }: LossTrend, loss: number): LossTrend {
  const present = [...lately.slice(1 - WINDOW_STEPS), loss]
  return { first: first ?? middleOf(present), lately: present }
}

/**
 * How the loss has been lately, held against where it began: `diverged` where it has not only jumped but stays far above. Unknown before there
 * are steps enough, and of losses that begin at zero or below.
 */
export function standingOf({ first, lately }: LossTrend): 'unknown' | 'better' | 'worse' | 'diverged' {
  const now = middleOf(lately)
  if (first === null || first <= 0 || now === null) return 'unknown'
  if (now <= first) return 'better'
  return now <= DIVERGED_TIMES * first ? 'worse' : 'diverged'
}

function middleOf(losses: readonly number[]): number | null {
  if (losses.length < WINDOW_STEPS) return null
  return losses.toSorted((a, b) => a - b)[WINDOW_STEPS >> 1] as number
}
