import { Cron } from 'croner'
import type { LoopSettings } from '#shared/domain/project.ts'
import { invalid, messageOf } from '../errors.ts'
import { localTime } from './local-clock.ts'
import { newLabelsIn, type Trigger } from './trigger.ts'

const MINUTE_MS = 60_000

/** Due at the times of a cron expression and a while after, where there is anything new to learn. */
export const schedule = {
  id: 'schedule',
  standing(view) {
    const { enabled, withinMinutes } = view.project.loop.schedule
    const { timeZone } = view.project.loop.clock
    if (!enabled) return { enabled, due: false, share: 0, sentence: 'there is no schedule' }
    // The first time that no training came after: it is over, or it is the next.
    const from = Math.max(view.now - withinMinutes * MINUTE_MS, view.trainedAt ?? view.project.createdAt)
    const time = timesOf(view.project.loop)(from)
    if (time === null) return { enabled, due: false, share: 0, sentence: 'the schedule has no time left' }
    const at = localTime(time, timeZone)
    if (time > view.now) return { enabled, due: false, share: 0, sentence: `next at ${at}` }
    const have = newLabelsIn(view)
    if (have === 0) return { enabled, due: false, share: 0, sentence: `nothing new to learn at ${at}` }
    return { enabled, due: true, share: 1, sentence: `scheduled for ${at}; ${have} labels are new` }
  },
} as const satisfies Trigger

/** Refuses a schedule that cron cannot read: 'invalid', with what it says. */
export function checkSchedule(loop: ScheduledLoop): void {
  try {
    timesOf(loop)
  } catch (error) {
    throw invalid(`Expected a schedule such as "0 3 * * *" (daily at three), got "${loop.schedule.cron}": ${messageOf(error)}`)
  }
}

/** When the schedule comes next after a time; null where never, or where nothing is scheduled. */
export function nextScheduled(loop: ScheduledLoop, after: number): number | null {
  return loop.schedule.enabled ? timesOf(loop)(after) : null
}

type ScheduledLoop = Pick<LoopSettings, 'schedule' | 'clock'>
/** The first time of a schedule after another, in milliseconds since 1970; null where there is none. */
type NextTime = (after: number) => number | null

// A replay asks thousands of times about the same settings, mostly between the same two times.
const known = new WeakMap<ScheduledLoop, NextTime>()

function timesOf(loop: ScheduledLoop): NextTime {
  const times = known.get(loop) ?? remembering(new Cron(loop.schedule.cron, { timezone: loop.clock.timeZone, paused: true }))
  known.set(loop, times)
  return times
}

function remembering(cron: Cron): NextTime {
  let from = Infinity
  let next: number | null = null
  return (after) => {
    if (after >= from && (next === null || after < next)) return next
    from = after
    next = cron.nextRun(new Date(after))?.getTime() ?? null
    return next
  }
}
