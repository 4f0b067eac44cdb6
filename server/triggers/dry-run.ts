import type { Project } from '#shared/domain/project.ts'
import type { DryRun } from '#shared/routes/triggers.ts'
import type { Store } from '../store/store.ts'
import { decide, type Verdict } from './decide.ts'
import { type History, labelsOf, readHistory } from './history.ts'
import { triggers } from './index.ts'
import { nextDay, startOfDay } from './local-clock.ts'
import { type LookAhead, lookAhead, paceOf } from './look-ahead.ts'
import { replay } from './replay.ts'
import type { TriggerView } from './trigger.ts'
import { viewOf } from './view.ts'

const DAY_MS = 86_400_000
const DAYS_BACK = 30
const DAYS_AHEAD = 30

/** What the rules of a project say now, when they would start a training, and when they would have. Nothing is started. */
export async function dryRun(
  store: Pick<Store, 'assets' | 'runs' | 'alerts' | 'models' | 'operations'>,
  project: Project,
): Promise<DryRun> {
  const view = await viewOf(store, project)
  return tryOut(view, await readHistory(store, project, view.now - DAYS_BACK * DAY_MS))
}

/** The same of a view and a history. */
export async function tryOut(view: TriggerView, history: History): Promise<DryRun> {
  const verdict = decide(view)
  const pace = paceOf(history, view.now)
  const ahead = await lookAhead(view, pace, DAYS_AHEAD)
  const started = await replay(view, history)
  return {
    triggers: triggers.all.map(({ id }) => {
      const standing = verdict.standings.get(id) ?? { enabled: false, due: false, share: 0, sentence: '' }
      const past = started.filter(({ reason }) => reason.type === id).map(({ at }) => at)
      return { id, ...standing, nextAt: ahead.due.get(id) ?? null, past }
    }),
    reason: verdict.reason,
    holds: verdict.holds.map(({ sentence, until }) => ({ sentence, until })),
    sentence: sentenceOf(verdict, ahead),
    next: ahead.next,
    labelsPerDay: pace.labels,
    past: {
      from: history.from,
      to: view.now,
      started,
      trained: history.trainings
        .filter(({ createdAt }) => createdAt >= history.from)
        .map(({ createdAt, number, trigger }) => ({ at: createdAt, number, reason: trigger })),
      approved: approvedByDay(history, view),
      alerts: history.alerts
        .filter(({ raisedAt }) => raisedAt >= history.from)
        .map(({ raisedAt, sentence }) => ({ at: raisedAt, sentence })),
    },
  }
}

function sentenceOf({ reason, holds }: Verdict, { next }: LookAhead): string {
  if (reason && holds.length === 0) return `A training would start now: ${reason.reason}`
  if (reason) return `Due, and held: ${holds.map(({ sentence }) => sentence).join('; ')}`
  if (!next) return `No training would start within ${DAYS_AHEAD} days at the present pace`
  return `The next training would start by itself: ${next.reason.reason}`
}

function approvedByDay({ approvals, from }: History, { now, project }: TriggerView): DryRun['past']['approved'] {
  const { timeZone } = project.loop.clock
  const days: { from: number; labels: number }[] = []
  for (let day = startOfDay(from, timeZone); day <= now; day = nextDay(day, timeZone)) days.push({ from: day, labels: 0 })
  for (const approval of approvals) {
    const day = days.findLast((each) => each.from <= approval.at)
    if (day) day.labels += labelsOf(approval)
  }
  return days
}
