import { expect, it } from 'vitest'
import { happeningsOfAlert, happeningsOfDecision, happeningsOfModel, happeningsOfRun } from '#server/notifications/happenings.ts'
import type { Alert } from '#shared/domain/alert.ts'
import type { Decision } from '#shared/domain/decision.ts'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { Model, Run } from '#shared/domain/training.ts'

const projectId = 'prj_1' as ProjectId

const aRun = (overrides: Partial<Run> = {}): Run =>
  ({
    id: 'run_7' as RunId,
    projectId,
    number: 7,
    state: 'queued',
    trigger: { type: 'milestone', reason: '100 labels approved since the last training, 100 were asked for' },
    labels: null,
    modelVersion: null,
    trial: null,
    message: null,
    createdAt: 10,
    startedAt: null,
    finishedAt: null,
    ...overrides,
  }) as Run
const told = (happenings: readonly { type: string; at: number; sentence: string }[]) =>
  happenings.map(({ type, at, sentence }) => [type, at, sentence])

it('a run tells what it answers, that it starts, and how it ends', () => {
  const reason = '100 labels approved since the last training, 100 were asked for'
  const reached = ['milestone.reached', 10, `Milestone reached: ${reason}`]
  const started = ['run.started', 20, `Run 7 started: ${reason}`]
  expect(told(happeningsOfRun(aRun()))).toEqual([reached])
  const ended = (state: Run['state'], more: Partial<Run> = {}) =>
    told(happeningsOfRun(aRun({ state, startedAt: 20, finishedAt: 30, ...more })))
  expect(ended('succeeded', { modelVersion: 4 })).toEqual([reached, started, ['run.finished', 30, 'Run 7 is done and made v4']])
  expect(ended('failed', { message: 'out of memory' })).toEqual([
    reached,
    started,
    ['run.failed', 30, 'Run 7 failed: out of memory'],
  ])
  expect(ended('cancelled', { message: 'Cancelled' }).at(-1)).toEqual(['run.finished', 30, 'Run 7 was cancelled: Cancelled'])
})

it('a person’s run reaches no milestone, and a study’s runs tell nothing', () => {
  const asked = aRun({ trigger: { type: 'person', reason: 'Ada asked for it' }, startedAt: 20 })
  expect(told(happeningsOfRun(asked))).toEqual([['run.started', 20, 'Run 7 started: Ada asked for it']])
  expect(happeningsOfRun({ ...asked, trial: {} as Run['trial'] })).toEqual([])
})

it('the same happening has the same id, however far the run is; every end of a run that was resumed has its own', () => {
  const idsOf = (run: Run) => happeningsOfRun(run).map(({ id }) => id)
  const begun = idsOf(aRun({ startedAt: 20 }))
  expect(idsOf(aRun({ startedAt: 20, finishedAt: 30, state: 'failed' }))).toEqual([...begun, 'run.failed:run_7:30'])
  expect(idsOf(aRun({ startedAt: 20, finishedAt: 40, state: 'failed' }))).toEqual([...begun, 'run.failed:run_7:40'])
})

it('a model tells what the gate decided, once it has', () => {
  const gate = { verdict: 'hold', reasons: ['Platelets -4.1 points, margin 2.0'], decidedAt: 40 } as unknown as Model['gate']
  const model = { projectId, version: 5, runId: 'run_7' as RunId, gate: null }
  expect(happeningsOfModel(model)).toEqual([])
  expect(told(happeningsOfModel({ ...model, gate }))).toEqual([
    ['gate.decided', 40, 'v5 held: Platelets -4.1 points, margin 2.0'],
  ])
})

it('of decisions, promotions and rollbacks are told, with the champion of now', () => {
  const decision: Decision = { id: 'dec_1', projectId, at: 50, userId: null, type: 'rollback', sentence: 'v5 rolled back to v4' }
  expect(happeningsOfDecision(decision, 4)).toMatchObject([
    { type: 'model.rolled-back', sentence: 'v5 rolled back to v4', data: { champion: 4, byPerson: false } },
  ])
  expect(happeningsOfDecision({ ...decision, type: 'hold' }, 4)).toEqual([])
})

it('an alert tells that it was raised, and later that it has settled', () => {
  const alert: Alert = {
    id: 'alt_1',
    projectId,
    kind: 'quality',
    signal: 'acceptance',
    version: 4,
    state: 'raised',
    value: 0.5,
    line: 0.7,
    sentence: 'People accept 50 % of what v4 suggests',
    raisedAt: 60,
    settledAt: null,
  }
  expect(told(happeningsOfAlert(alert))).toEqual([['alert.raised', 60, alert.sentence]])
  expect(told(happeningsOfAlert({ ...alert, state: 'settled', settledAt: 70 }))).toEqual([
    ['alert.raised', 60, alert.sentence],
    ['alert.settled', 70, `Settled: ${alert.sentence}`],
  ])
})
