/** Steps before a measured pace is believed. */
const UNMEASURED_STEPS = 4
/** Share of the run that an unmeasured step is taken for. */
const UNMEASURED_SHARE = 1 / 400
/** Fewer steps teach nothing: an automatic budget stretches for them. */
const LEAST_STEPS = 200
/** So many times a budget may stretch at most. */
export const GREATEST_STRETCH = 3

/** How a run is to end: after a number of steps, or in a time, which may stretch on a slow machine where nobody set it. */
export type Goal = { steps: number } | { seconds: number; stretches: boolean }

/** Where a run stands; seconds are those spent on steps, validation and checkpoints, and those of them that led to nothing. */
export type Pace = { progress: number; step: number; seconds: number; secondsLost: number }

/** The mean duration of the steps that count. */
export const secondsPerStep = ({ step, seconds, secondsLost }: Pace): number => (seconds - secondsLost) / Math.max(1, step)

/** Steps still to go from here, by the mean duration of a step so far. */
export function stepsLeft(goal: Goal, pace: Pace): number {
  const { step, seconds, progress } = pace
  if ('steps' in goal) return Math.max(0, goal.steps - step)
  if (step < UNMEASURED_STEPS) return Math.ceil((1 - progress) / UNMEASURED_SHARE)
  const perStep = secondsPerStep(pace)
  const stretched = Math.min(GREATEST_STRETCH * goal.seconds, LEAST_STEPS * perStep)
  const budget = goal.stretches ? Math.max(goal.seconds, stretched) : goal.seconds
  return Math.max(0, Math.floor((budget - seconds) / perStep))
}

/**
 * Progress (0 to 1) after one more step. It follows the steps left as they are estimated at that moment, so that the schedule ends in
 * time also where the machine becomes slower or faster on the way.
 */
export function advanced(goal: Goal, pace: Pace): number {
  if ('steps' in goal) return Math.min(1, (pace.step + 1) / goal.steps)
  return Math.min(1, pace.progress + (1 - pace.progress) / Math.max(1, stepsLeft(goal, pace)))
}

/** Checkpoints may cost this share of a run's time, and come at least and at most so many seconds apart. */
const CHECKPOINT_SHARE = 0.02
const CHECKPOINT_SECONDS = { least: 2, most: 15 }

/** Seconds from one checkpoint to the next, by what the last one cost: as often as its share of the time allows. */
export function secondsBetweenCheckpoints(lastCost: number): number {
  return Math.min(CHECKPOINT_SECONDS.most, Math.max(CHECKPOINT_SECONDS.least, lastCost / CHECKPOINT_SHARE))
}
