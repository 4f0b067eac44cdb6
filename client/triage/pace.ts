/** Decisions made at one moment (milliseconds): one key may decide many. */
export interface Moment {
  readonly at: number
  readonly count: number
}

/** The pace is that of the last so many moments. */
const MOMENTS = 40
/** Longer than this nobody looks at a crop: that was a pause. */
const LONGEST_LOOK_MS = 8_000
const FEWEST_MOMENTS = 4
const MS = 1000

/** The moments with one more, as far as the pace needs them. */
export const withMoment = (moments: readonly Moment[], moment: Moment): Moment[] => [...moments, moment].slice(-MOMENTS)

/** Seconds until so many more are decided, at the pace of late; null while nobody can tell. */
export function secondsLeft(moments: readonly Moment[], undecided: number): number | null {
  if (moments.length < FEWEST_MOMENTS) return null
  let worked = 0
  let decided = 0
  for (const [index, { at, count }] of moments.entries()) {
    const before = moments[index - 1]
    if (!before) continue
    worked += Math.min(at - before.at, LONGEST_LOOK_MS)
    decided += count
  }
  return decided === 0 ? null : ((worked / decided) * undecided) / MS
}
