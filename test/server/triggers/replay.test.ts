import { expect, it } from 'vitest'
import { tryOut } from '#server/triggers/dry-run.ts'
import type { Approval, History } from '#server/triggers/history.ts'
import type { TriggerView } from '#server/triggers/trigger.ts'
import { aProject } from '../../support/builders.ts'
import { aView } from './a-view.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW = Date.UTC(2026, 0, 31)
const FROM = NOW - 30 * DAY_MS

/** Ten cats and ten dogs approved every day at noon, one image in three of the test split. */
function steadyWork(perDay = 10): History {
  const approvals = Array.from({ length: 30 }, (_, day): Approval => {
    const split = day % 3 === 0 ? 'test' : 'train'
    return { at: FROM + day * DAY_MS + 12 * HOUR_MS, split, labels: { cat: perDay, dog: perDay } }
  })
  return { from: FROM, approvals, trainings: [], alerts: [], figures: [] }
}

const viewAfter = (loop: object, overrides: Partial<TriggerView> = {}): TriggerView =>
  aView({ project: aProject({ loop }), cat: 300, dog: 300, now: NOW, ...overrides })

const dayOf = (at: number) => Math.floor((at - FROM) / DAY_MS)

it('says on which days these settings would have trained', async () => {
  const { past, triggers } = await tryOut(viewAfter({ milestone: { labels: 100, growth: 0 } }), steadyWork())
  expect(past.started.map(({ at }) => dayOf(at))).toEqual([4, 9, 14, 19, 24, 29])
  expect(triggers.find(({ id }) => id === 'milestone')?.past).toHaveLength(6)
  expect(past.approved.reduce((sum, { labels }) => sum + labels, 0)).toBe(600)
})

it('lets trainings get rarer as data grows, as the milestone does', async () => {
  const { past } = await tryOut(viewAfter({ milestone: { labels: 100, growth: 1 } }), steadyWork())
  expect(past.started.map(({ at }) => dayOf(at))).toEqual([4, 9, 19])
})

it('keeps the limits in the past too', async () => {
  const quiet = { milestone: { labels: 100, growth: 0 }, quietHours: { enabled: true, from: '10:00', until: '14:00' } }
  const { past } = await tryOut(viewAfter(quiet), steadyWork())
  expect(past.started.map(({ at }) => new Date(at).getUTCHours())).toEqual([14, 14, 14, 14, 14, 14])
})

it('trains at the times of a schedule where something was approved since', async () => {
  const nightly = { milestone: { enabled: false }, schedule: { enabled: true, cron: '0 3 * * 1' } }
  const { past } = await tryOut(viewAfter(nightly), steadyWork())
  expect(past.started.map(({ at }) => new Date(at).getUTCDay())).toEqual([1, 1, 1, 1])
})

it('shows what there was beside it', async () => {
  const trigger = { type: 'person', reason: 'Ada asked for it' } as const
  const times = { createdAt: FROM + 5 * DAY_MS, startedAt: FROM + 5 * DAY_MS, finishedAt: FROM + 5 * DAY_MS + HOUR_MS }
  const trainings = [{ number: 1, labels: 100, trigger, ...times }]
  const { past } = await tryOut(viewAfter({ milestone: { labels: 100, growth: 0 } }), { ...steadyWork(), trainings })
  expect(past.trained).toEqual([{ at: FROM + 5 * DAY_MS, number: 1, reason: trigger }])
  expect(past.started).toHaveLength(6)
})

it('counts every day once, also where a day has no midnight', async () => {
  const now = Date.UTC(2026, 2, 20)
  const project = aProject({ loop: { clock: { timeZone: 'America/Havana' } } })
  const history = { from: now - 30 * DAY_MS, approvals: [], trainings: [], alerts: [], figures: [] }
  const { past } = await tryOut(aView({ project, now }), history)
  expect(past.approved).toHaveLength(31)
})

it('says when the next training comes at the present pace', async () => {
  const view = viewAfter({ milestone: { labels: 100, growth: 0 } }, { trainedLabels: 560, trainedAt: NOW - DAY_MS })
  const { next, labelsPerDay, sentence, reason } = await tryOut(view, steadyWork())
  expect(reason).toBeNull()
  expect(labelsPerDay).toBe(20)
  expect(((next?.at ?? 0) - NOW) / DAY_MS).toBeCloseTo(3, 0)
  expect(sentence).toMatch(/^The next training would start by itself: 100 labels approved/)
})

it('says that nothing comes where nobody approves anything', async () => {
  const idle = { ...steadyWork(), approvals: [] }
  const view = viewAfter({}, { trainedLabels: 600, trainedAt: NOW - DAY_MS })
  expect(await tryOut(view, idle)).toMatchObject({
    next: null,
    sentence: 'No training would start within 30 days at the present pace',
  })
})

it('says what holds a training that is due, and until when', async () => {
  const view = viewAfter({ quietHours: { enabled: true, from: '23:00', until: '06:00' } })
  const { holds, sentence, next } = await tryOut(view, steadyWork())
  expect(holds).toEqual([{ sentence: 'quiet hours until 2026-01-31 06:00 (UTC)', until: NOW + 6 * HOUR_MS }])
  expect(sentence).toBe('Due, and held: quiet hours until 2026-01-31 06:00 (UTC)')
  expect(next?.at).toBe(NOW + 6 * HOUR_MS)
})
