import { setImmediate } from 'node:timers/promises'
import type { TriggerReason } from '#shared/domain/training.ts'
import type { ApprovedLabels } from './approved-labels.ts'
import { reasonNow } from './decide.ts'
import { approvedBefore, type History, withApprovals } from './history.ts'
import type { Training, TriggerView } from './trigger.ts'

const MINUTE_MS = 60_000
/** The clock is looked at this often; what people did is looked at when they did it. */
const EVERY_MS = 15 * MINUTE_MS
/** What people did within so long counts as one moment. */
const MOMENT_MS = 5 * MINUTE_MS
/** The server answers others in between. */
const MOMENTS_AT_ONCE = 40
/** How long a training takes where none is recorded. */
const USUAL_TRAINING_MS = 5 * MINUTE_MS

/** A training that would have started. */
export interface Started {
  readonly at: number
  readonly reason: TriggerReason
}

/**
 * The trainings that the settings of `view` would have started between the beginning of the history and now: its approvals, alerts and
 * champions as they were, its trainings replaced by those that the settings start, each as long as trainings are here. Starts nothing.
 */
export async function replay(view: TriggerView, history: History): Promise<Started[]> {
  const started: Started[] = []
  const before = history.trainings.filter(({ createdAt }) => createdAt < history.from)
  const last = before.find(({ labels }) => labels !== null)
  const takesMs = usualLength(history)
  let trainings: Training[] = before.map((training) => ({ ...training, finishedAt: training.finishedAt ?? history.from }))
  let approved = approvedBefore(history, view.approved)
  let trained = { labels: Math.min(last?.labels ?? 0, approved.total), at: last?.createdAt ?? null }
  let next = 0
  for (const [index, now] of momentsOf(history, view).entries()) {
    if (index % MOMENTS_AT_ONCE === 0) await setImmediate()
    const until = countUntil(history, next, now)
    if (until > next) approved = withApprovals(approved, history.approvals.slice(next, until))
    next = until
    const then = viewThen(view, history, {
      now,
      approved,
      trained,
      trainings,
      approvedAt: history.approvals[next - 1]?.at ?? null,
    })
    const reason = reasonNow(then)
    if (!reason) continue
    started.push({ at: now, reason })
    trained = { labels: approved.total, at: now }
    trainings = [{ number: 0, createdAt: now, startedAt: now, finishedAt: now + takesMs }, ...trainings]
  }
  return started
}

interface Then {
  readonly now: number
  readonly approved: ApprovedLabels
  readonly trained: { readonly labels: number; readonly at: number | null }
  readonly trainings: readonly Training[]
  readonly approvedAt: number | null
}

const viewThen = (view: TriggerView, history: History, { now, approved, trained, trainings, approvedAt }: Then): TriggerView => ({
  project: view.project,
  approved,
  trainedLabels: trained.labels,
  trainedAt: trained.at,
  approvedAt,
  trainings,
  alerts: history.alerts.filter(({ raisedAt, settledAt }) => raisedAt <= now && (settledAt === null || settledAt > now)),
  figure: history.figures.findLast(({ at }) => at <= now)?.value ?? null,
  now,
})

// Every moment at which something may have changed, oldest first, each once.
function momentsOf({ from, approvals, alerts }: History, { project, now }: TriggerView): number[] {
  const debounceMs = project.loop.limits.debounceSeconds * 1000
  const people = approvals.map(({ at }) => Math.ceil(at / MOMENT_MS) * MOMENT_MS)
  const calm = debounceMs > 0 ? people.map((at) => at + debounceMs) : []
  const moments = new Set([...people, ...calm, ...alerts.map(({ raisedAt }) => raisedAt)])
  for (let at = from; at <= now; at += EVERY_MS) moments.add(at)
  moments.add(now)
  return [...moments].filter((at) => at >= from && at <= now).sort((a, b) => a - b)
}

function countUntil({ approvals }: History, start: number, now: number): number {
  let index = start
  while (index < approvals.length && (approvals[index]?.at ?? Infinity) <= now) index++
  return index
}

/** How long a training takes here: the median of those that there were. */
function usualLength({ trainings }: History): number {
  const lengths = trainings
    .flatMap(({ startedAt, finishedAt }) => (startedAt !== null && finishedAt !== null ? [finishedAt - startedAt] : []))
    .sort((a, b) => a - b)
  return lengths[Math.floor(lengths.length / 2)] ?? USUAL_TRAINING_MS
}
