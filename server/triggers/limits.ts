import { localTime, minuteOfDay, minutesOf, nextAtMinute, nextDay, startOfDay } from './local-clock.ts'
import type { Training, TriggerView } from './trigger.ts'
import { untrainable } from './untrainable.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** What keeps a training from starting by itself, whatever is due. */
export interface Hold {
  readonly id: 'untrainable' | 'under-way' | 'debounce' | 'cool-down' | 'budget' | 'quiet-hours'
  readonly sentence: string
  /** When it ends by the clock; null where it does not. */
  readonly until: number | null
}

/** Everything that holds trainings back now, by the project's limits; none of it is for a training that a person asks for. */
export function holdsOf(view: TriggerView): Hold[] {
  return [untrainableYet, underWay, debounce, coolDown, budget, quietHours].flatMap((hold) => hold(view) ?? [])
}

function untrainableYet(view: TriggerView): Hold | null {
  const sentence = untrainable(view)
  return sentence === null ? null : { id: 'untrainable', sentence, until: null }
}

function underWay({ trainings, now }: TriggerView): Hold | null {
  const run = trainings.find((training) => training.createdAt <= now && !hasEnded(training, now))
  return run ? { id: 'under-way', sentence: `run ${run.number} is under way`, until: run.finishedAt } : null
}

function debounce({ project, approvedAt, now }: TriggerView): Hold | null {
  const { debounceSeconds } = project.loop.limits
  const until = (approvedAt ?? -Infinity) + debounceSeconds * SECOND_MS
  if (until <= now) return null
  return { id: 'debounce', sentence: `images are being approved: ${debounceSeconds} s after the last one`, until }
}

function coolDown({ project, trainings, now }: TriggerView): Hold | null {
  const { coolDownMinutes } = project.loop.limits
  const ends = trainings.flatMap(({ finishedAt }) => (finishedAt !== null && finishedAt <= now ? [finishedAt] : []))
  const until = Math.max(-Infinity, ...ends) + coolDownMinutes * MINUTE_MS
  if (until <= now) return null
  return { id: 'cool-down', sentence: `the last training ended less than ${coolDownMinutes} minutes ago`, until }
}

function budget({ project, trainings, now }: TriggerView): Hold | null {
  const { minutesPerDay } = project.loop.limits
  if (minutesPerDay === null) return null
  const { timeZone } = project.loop.clock
  const spent = minutesOn(trainings, startOfDay(now, timeZone), now)
  if (spent < minutesPerDay) return null
  const sentence = `${Math.round(spent)} of ${minutesPerDay} minutes of training are spent for today`
  return { id: 'budget', sentence, until: nextDay(now, timeZone) }
}

function quietHours({ project, now }: TriggerView): Hold | null {
  const { enabled, from, until } = project.loop.quietHours
  if (!enabled) return null
  const { timeZone } = project.loop.clock
  const [start, end] = [minutesOf(from), minutesOf(until)]
  const minute = minuteOfDay(now, timeZone)
  const isQuiet = start <= end ? minute >= start && minute < end : minute >= start || minute < end
  if (!isQuiet) return null
  const ends = nextAtMinute(now, end, timeZone)
  return { id: 'quiet-hours', sentence: `quiet hours until ${localTime(ends, timeZone)}`, until: ends }
}

/** Minutes of training between two times; a run that has not ended counts up to now. */
function minutesOn(trainings: readonly Training[], from: number, now: number): number {
  const spent = trainings.map(({ startedAt, finishedAt }) =>
    startedAt === null ? 0 : Math.max(0, Math.min(finishedAt ?? now, now) - Math.max(startedAt, from)),
  )
  return spent.reduce((sum, ms) => sum + ms, 0) / MINUTE_MS
}

const hasEnded = ({ finishedAt }: Training, now: number): boolean => finishedAt !== null && finishedAt <= now
