import { QueryClient } from '@tanstack/react-query'
import { describe, expect, test } from 'vitest'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { Run } from '#shared/domain/training.ts'
import { noteProgress } from '../../client/live.ts'
import { queries } from '../../client/queries.ts'

const projectId = 'prj_1' as ProjectId
const runId = 'run_1' as RunId

function aRun(change: Partial<Run> = {}): Run {
  return {
    id: runId,
    projectId,
    number: 1,
    state: 'training',
    trigger: { type: 'person', reason: 'asked for' },
    snapshotId: null,
    snapshotNumber: null,
    labels: null,
    architecture: 'auto',
    architectureReason: null,
    requested: {},
    parameters: {},
    seed: 0,
    promote: true,
    engine: null,
    attempt: 1,
    progress: null,
    metrics: { loss: null, validation: null, best: null },
    modelVersion: null,
    trial: null,
    message: null,
    createdAt: 0,
    startedAt: null,
    finishedAt: null,
    ...change,
  }
}
const point = (step: number) => ({ step, epoch: step, seconds: step, loss: 1 / step })

describe("a run's progress", () => {
  test('adds its points to the curve that is shown, each once', () => {
    const cache = new QueryClient()
    const key = queries.run(projectId, runId).queryKey
    cache.setQueryData(key, { run: aRun(), curve: [point(1), point(2)], log: [] })
    noteProgress(cache, { projectId, runId, run: aRun(), points: [point(2), point(3)] })
    expect(cache.getQueryData(key)?.curve.map(({ step }) => step)).toEqual([1, 2, 3])
  })

  test('changes its row where it stands: the list does not jump', () => {
    const cache = new QueryClient()
    const key = queries.runs(projectId).queryKey
    const other = { ...aRun({ id: 'run_2' as RunId, number: 2 }), sparkline: [] }
    cache.setQueryData(key, [other, { ...aRun(), sparkline: [0.1, 0.2] }])
    noteProgress(cache, { projectId, runId, run: aRun({ state: 'gate' }), points: [] })
    expect(cache.getQueryData(key)?.map(({ number, state }) => [number, state])).toEqual([
      [2, 'training'],
      [1, 'gate'],
    ])
    expect(cache.getQueryData(key)?.[1]?.sparkline).toEqual([0.1, 0.2])
  })

  test('invents nothing for pages that were never read', () => {
    const cache = new QueryClient()
    noteProgress(cache, { projectId, runId, run: aRun(), points: [point(1)] })
    expect(
      cache
        .getQueryCache()
        .getAll()
        .filter(({ state }) => state.data !== undefined),
    ).toEqual([])
  })
})
