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
    const { enabled, cron, withinMinutes } = view.project.loop.schedule
    const { timeZone } = view.project.loop.clock
    if (!enabled) return { enabled, due: false, share: 0, sentence: 'there is no schedule' }
    const times = timesOf(cron, timeZone)
    const last = times.previousRuns(1, new Date(view.now + 1))[0]?.getTime() ?? null
    const isOpen =
      last !== null && view.now - last < withinMinutes * MINUTE_MS && last > (view.trainedAt ?? view.project.createdAt)
    const have = newLabelsIn(view)
    if (isOpen && have > 0)
      return { enabled, due: true, share: 1, sentence: `scheduled for ${localTime(last, timeZone)}; ${have} labels are new` }
    if (isOpen) return { enabled, due: false, share: 0, sentence: `nothing new to learn at ${localTime(last, timeZone)}` }
    const next = times.nextRun(new Date(view.now))?.getTime() ?? null
    const sentence = next === null ? 'the schedule has no time left' : `next at ${localTime(next, timeZone)}`
    return { enabled, due: false, share: 0, sentence }
  },
} as const satisfies Trigger

/** Refuses a schedule that cron cannot read: 'invalid', with what it says. */
export function checkSchedule({ schedule: { cron }, clock }: Pick<LoopSettings, 'schedule' | 'clock'>): void {
  try {
    timesOf(cron, clock.timeZone)
  } catch (error) {
    throw invalid(`Expected a schedule such as "0 3 * * *" (daily at three), got "${cron}": ${messageOf(error)}`)
  }
}

/** When the schedule comes next after a time; null where never, or where nothing is scheduled. */
export function nextScheduled({ schedule: { enabled, cron }, clock }: LoopSettings, after: number): number | null {
  return enabled ? (timesOf(cron, clock.timeZone).nextRun(new Date(after))?.getTime() ?? null) : null
}

const timesOf = (cron: string, timezone: string): Cron => new Cron(cron, { timezone, paused: true })
