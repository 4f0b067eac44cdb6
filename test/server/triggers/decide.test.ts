import { describe, expect, it } from 'vitest'
import { decide, reasonNow } from '#server/triggers/decide.ts'
import type { Training } from '#server/triggers/trigger.ts'
import type { Alert } from '#shared/domain/alert.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { aProject } from '../../support/builders.ts'
import { aView } from './a-view.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const NOON = Date.UTC(2026, 0, 15, 12)

const withLoop = (loop: object) => aProject({ loop })
const withoutMilestone = (loop: object) => withLoop({ milestone: { enabled: false }, ...loop })
const typeNow = (view: Parameters<typeof aView>[0]) => reasonNow(aView({ now: NOON, ...view }))?.type ?? null
const holdsOf = (view: Parameters<typeof aView>[0]) => decide(aView({ now: NOON, ...view })).holds.map(({ id }) => id)

const aTraining = (overrides: Partial<Training> = {}): Training => ({
  number: 1,
  createdAt: NOON - HOUR_MS,
  startedAt: NOON - HOUR_MS,
  finishedAt: NOON - 30 * MINUTE_MS,
  ...overrides,
})

const anAlert = (overrides: Partial<Alert> = {}): Alert => ({
  id: 'alt_1',
  projectId: 'prj_1' as ProjectId,
  kind: 'drift',
  signal: 'brightness',
  version: null,
  state: 'raised',
  value: 0.3,
  line: 0.1,
  sentence: 'Brightness has changed',
  raisedAt: NOON - HOUR_MS,
  settledAt: null,
  ...overrides,
})

describe('an alert', () => {
  const project = withoutMilestone({ drift: { enabled: true, labels: 20 }, corrections: { enabled: true, labels: 20 } })

  it('of drift starts a training once there is something new to learn from', () => {
    const drifted = { project, alerts: [anAlert()], trainedAt: NOON - 2 * HOUR_MS }
    expect(typeNow({ ...drifted, trainedLabels: 100 })).toBe('drift')
    expect(typeNow({ ...drifted, trainedLabels: 101 })).toBeNull()
  })

  it('of corrections likewise', () => {
    expect(typeNow({ project, alerts: [anAlert({ kind: 'quality' })] })).toBe('correction-rate')
  })

  it('of another kind does not', () => {
    expect(typeNow({ project, alerts: [anAlert({ kind: 'failure' })] })).toBeNull()
  })

  it('is answered by one training, also while it lasts', () => {
    expect(typeNow({ project, alerts: [anAlert()], trainedAt: NOON - MINUTE_MS })).toBeNull()
  })
})

describe('a figure below the line', () => {
  const project = withoutMilestone({ metric: { enabled: true, line: 0.8, labels: 50 } })

  it('starts a training after every so many new labels', () => {
    expect(typeNow({ project, figure: 0.79, trainedLabels: 70 })).toBe('metric')
    expect(typeNow({ project, figure: 0.79, trainedLabels: 71 })).toBeNull()
    expect(typeNow({ project, figure: 0.8, trainedLabels: 70 })).toBeNull()
    expect(typeNow({ project, figure: null, trainedLabels: 70 })).toBeNull()
  })
})

describe('a schedule', () => {
  const nightly = { schedule: { enabled: true, cron: '0 3 * * *', withinMinutes: 60 }, clock: { timeZone: 'Europe/Berlin' } }
  const project = withoutMilestone(nightly)
  const at = (iso: string, view: Parameters<typeof aView>[0] = {}) => typeNow({ project, now: Date.parse(iso), ...view })

  it('starts at its time on the clock of the project, and for a while after', () => {
    expect(at('2026-01-15T01:59:00Z')).toBeNull()
    expect(at('2026-01-15T02:00:00Z')).toBe('schedule')
    expect(at('2026-01-15T02:59:00Z')).toBe('schedule')
    expect(at('2026-01-15T03:00:00Z')).toBeNull()
  })

  it('keeps to the clock when the clocks change', () => {
    expect(at('2026-07-15T01:00:00Z')).toBe('schedule')
    expect(at('2026-07-15T02:00:00Z')).toBeNull()
  })

  it('that names no day there is never starts anything, and says so', () => {
    const never = withoutMilestone({ schedule: { enabled: true, cron: '0 0 30 2 *' } })
    const { standings, reason } = decide(aView({ project: never, now: NOON }))
    expect(reason).toBeNull()
    expect(standings.get('schedule')?.sentence).toBe('the schedule has no time left')
  })

  it('starts once, and only where there is something new', () => {
    expect(at('2026-01-15T02:10:00Z', { trainedAt: Date.parse('2026-01-15T02:00:01Z') })).toBeNull()
    expect(at('2026-01-15T02:10:00Z', { trainedLabels: 120 })).toBeNull()
  })

  it('and a milestone together start at the time where the milestone is reached by then', () => {
    const both = withLoop({ ...nightly, rule: { groups: [['schedule', 'milestone']] } })
    const time = Date.parse('2026-01-15T02:10:00Z')
    expect(typeNow({ project: both, now: time })).toBe('schedule')
    expect(typeNow({ project: both, now: time, cat: 5, dog: 5 })).toBeNull()
    expect(typeNow({ project: both, now: time + 2 * HOUR_MS })).toBeNull()
  })
})

describe('groups of triggers', () => {
  const alerts = [anAlert()]

  it('start a training where all of one are due, and say why with the words of each', () => {
    const project = withLoop({ drift: { enabled: true, labels: 1 }, rule: { groups: [['age'], ['drift', 'milestone']] } })
    const reason = reasonNow(aView({ project, alerts, now: NOON }))
    expect(reason).toEqual({
      type: 'drift',
      reason: 'Brightness has changed; 120 labels are new, and 120 labels approved since the last training, 100 were asked for',
    })
    expect(typeNow({ project, alerts: [] })).toBeNull()
  })

  it('never start where one of them is switched off', () => {
    expect(typeNow({ project: withLoop({ rule: { groups: [['drift', 'milestone']] } }), alerts })).toBeNull()
  })

  it('leave out what none of them names', () => {
    expect(typeNow({ project: withLoop({ rule: { groups: [['age']] } }) })).toBeNull()
  })
})

describe('what is due is held', () => {
  it('while images are being approved', () => {
    const project = withLoop({ limits: { debounceSeconds: 30 } })
    expect(holdsOf({ project, approvedAt: NOON - 29_000 })).toEqual(['debounce'])
    expect(typeNow({ project, approvedAt: NOON - 30_000 })).toBe('milestone')
  })

  it('for a while after a training', () => {
    const project = withLoop({ limits: { coolDownMinutes: 45 } })
    expect(holdsOf({ project, trainings: [aTraining()] })).toEqual(['cool-down'])
    expect(typeNow({ project, trainings: [aTraining()], now: NOON + 15 * MINUTE_MS })).toBe('milestone')
  })

  it('while a run is under way', () => {
    expect(holdsOf({ trainings: [aTraining({ finishedAt: null })] })).toEqual(['under-way'])
  })

  it('once the minutes of the day are spent, until the next day of the project', () => {
    const project = withLoop({ limits: { minutesPerDay: 30 }, clock: { timeZone: 'America/New_York' } })
    const trainings = [aTraining()]
    expect(decide(aView({ project, trainings, now: NOON })).holds).toMatchObject([
      { id: 'budget', until: Date.parse('2026-01-16T05:00:00Z'), sentence: '30 of 30 minutes of training are spent for today' },
    ])
    expect(typeNow({ project, trainings, now: Date.parse('2026-01-16T05:00:00Z') })).toBe('milestone')
  })

  it('counts of a training only the minutes of this day', () => {
    const project = withLoop({ limits: { minutesPerDay: 30 } })
    const overMidnight = aTraining({
      startedAt: Date.parse('2026-01-14T23:00:00Z'),
      finishedAt: Date.parse('2026-01-15T00:29:00Z'),
    })
    expect(typeNow({ project, trainings: [overMidnight] })).toBe('milestone')
  })

  it.each([
    ['2026-01-15T20:59:00Z', null],
    ['2026-01-15T21:00:00Z', '2026-01-16T05:00:00Z'],
    ['2026-01-16T04:59:00Z', '2026-01-16T05:00:00Z'],
    ['2026-01-16T05:00:00Z', null],
    ['2026-07-15T20:30:00Z', '2026-07-16T04:00:00Z'],
  ])('in quiet hours over midnight, at %s until %s', (now, until) => {
    const project = withLoop({
      quietHours: { enabled: true, from: '22:00', until: '06:00' },
      clock: { timeZone: 'Europe/Berlin' },
    })
    const [hold] = decide(aView({ project, now: Date.parse(now) })).holds
    expect(hold ? { id: hold.id, until: hold.until } : null).toEqual(until && { id: 'quiet-hours', until: Date.parse(until) })
  })

  it('where nothing could be held against the model', () => {
    const project = withoutMilestone({ age: { enabled: true, days: 1 } })
    const view = aView({ project, now: NOON, trainedLabels: 10, trainedAt: 0 })
    const withoutTest = { ...view, approved: { ...view.approved, assets: { train: 5, validation: 1, test: 0 } } }
    expect(decide(withoutTest).holds).toMatchObject([{ id: 'untrainable' }])
    expect(decide(view).holds).toEqual([])
  })
})
