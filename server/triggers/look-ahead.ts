import { setImmediate } from 'node:timers/promises'
import type { RuleTrigger } from '#shared/domain/trigger.ts'
import { decide } from './decide.ts'
import { type Approval, type History, labelsOf } from './history.ts'
import type { Started } from './replay.ts'
import { nextScheduled } from './schedule.ts'
import type { TriggerView } from './trigger.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How far back the present pace is measured. */
const PACE_MS = 7 * DAY_MS
/** The server answers others in between. */
const MOMENTS_AT_ONCE = 40

/** What comes if people go on as they do. */
export interface LookAhead {
  /** When each trigger would be due first; those that would not be are absent. */
  readonly due: ReadonlyMap<RuleTrigger, number>
  /** The first training that would start by itself; null where none would. */
  readonly next: Started | null
}

/** Newly approved labels, and images of each split, a day: the mean of the last week. */
export interface Pace {
  readonly labels: number
  readonly perLabel: ReadonlyMap<string, number>
  readonly assets: Readonly<Record<Approval['split'], number>>
}

/** How fast people approve: the mean of the week before `now`, or of all that the history has where that is less. */
export function paceOf({ approvals, from }: History, now: number): Pace {
  const since = Math.max(from, now - PACE_MS)
  const days = Math.max(1, (now - since) / DAY_MS)
  const recent = approvals.filter(({ at }) => at >= since)
  const perLabel = new Map<string, number>()
  const assets = { train: 0, validation: 0, test: 0 }
  for (const { labels, split } of recent) {
    for (const [label, count] of Object.entries(labels)) perLabel.set(label, (perLabel.get(label) ?? 0) + count / days)
    assets[split] += 1 / days
  }
  return { labels: recent.reduce((sum, approval) => sum + labelsOf(approval), 0) / days, perLabel, assets }
}

/** Asks the rules of every hour from now on, with labels coming at this pace, so many days ahead. Starts nothing. */
export async function lookAhead(view: TriggerView, pace: Pace, days: number): Promise<LookAhead> {
  const due = new Map<RuleTrigger, number>()
  let next: Started | null = null
  let moments = 0
  for (const now of momentsAhead(view, days)) {
    if (moments++ % MOMENTS_AT_ONCE === 0) await setImmediate()
    const { standings, reason, holds } = decide(viewAt(view, pace, now))
    for (const [id, standing] of standings) if (standing.due && !due.has(id)) due.set(id, now)
    if (reason && holds.length === 0) next ??= { at: now, reason }
    const isAllKnown = [...standings].every(([id, { enabled }]) => !enabled || due.has(id))
    if (next && isAllKnown) break
  }
  return { due, next }
}

function viewAt(view: TriggerView, pace: Pace, now: number): TriggerView {
  const days = (now - view.now) / DAY_MS
  const { approved } = view
  const perLabel = new Map(approved.perLabel)
  for (const [label, each] of pace.perLabel) perLabel.set(label, Math.floor((perLabel.get(label) ?? 0) + each * days))
  const { train, validation, test } = approved.assets
  return {
    ...view,
    now,
    approved: {
      total: Math.floor(approved.total + pace.labels * days),
      perLabel,
      assets: {
        train: Math.floor(train + pace.assets.train * days),
        validation: Math.floor(validation + pace.assets.validation * days),
        test: Math.floor(test + pace.assets.test * days),
      },
    },
    // A run that is under way now will have ended by then.
    trainings: view.trainings.map((training) => ({ ...training, finishedAt: training.finishedAt ?? view.now + HOUR_MS })),
  }
}

function* momentsAhead({ now, project: { loop } }: TriggerView, days: number): Generator<number> {
  const end = now + days * DAY_MS
  for (let at = now; at <= end; at += HOUR_MS) {
    yield at
    const scheduled = nextScheduled(loop, at)
    if (scheduled !== null && scheduled < at + HOUR_MS) yield scheduled
  }
}
