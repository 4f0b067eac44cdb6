import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { routes } from '#shared/routes.ts'
import { createApi } from '../../../scripts/cli/api.ts'
import { copyModels } from '../../../scripts/cli/mlflow/copy-models.ts'
import { copyRuns } from '../../../scripts/cli/mlflow/copy-runs.ts'
import { callMlflow } from '../../../scripts/cli/mlflow/mlflow-api.ts'
import { anOwnModel, anOwnRun } from '../../server/tracking/own-world.ts'
import { startTrackingServer, type TrackingServer } from '../../server/tracking/tracking-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const LIMIT_MS = 120_000

describeWithMongo('copying a project to a server that speaks MLflow', () => {
  const folder = temporaryFolder(afterAll)
  let here: TrackingServer
  let there: TrackingServer

  beforeAll(async () => {
    here = await startTrackingServer(join(folder, 'here'), { name: 'Pets', champion: 1 })
    there = await startTrackingServer(join(folder, 'there'))
    const run = await anOwnRun(here)
    await anOwnModel(here, folder, run.id)
  }, LIMIT_MS)
  afterAll(async () => {
    await here?.close()
    await there?.close()
  })

  const copy = async () => {
    const from = { url: here.address, token: here.manager.token }
    const to = { url: there.address, token: there.manager.token }
    const api = createApi({ ...from, dataFolder: folder })
    const metricsOf = async (runId: string) => {
      const params = { experimentId: here.projectId as string as ExperimentId, runId: runId as RunId }
      return (await api.call(routes.tracking.run, { params })).metrics
    }
    const { runs, ...counts } = await copyRuns(from, to, { name: 'Pets', metricsOf, onRun: () => undefined })
    return { ...counts, ...(await copyModels(from, to, { name: 'Pets', runs })), to }
  }

  test('copies runs with curves and files, versions and aliases, and nothing twice', { timeout: LIMIT_MS }, async () => {
    const first = await copy()
    expect(first).toMatchObject({ copied: 1, versions: 1, filesLeftOut: 0, withoutRun: 0 })
    expect(first.files).toBeGreaterThanOrEqual(3)
    type Found = { runs: { info: { run_id: string; status: string }; data: { params: { key: string; value: string }[] } }[] }
    const { experiment } = await callMlflow<{ experiment: { experiment_id: string } }>(
      first.to,
      'GET',
      'experiments/get-by-name',
      {
        experiment_name: 'Pets',
      },
    )
    const { runs } = await callMlflow<Found>(first.to, 'POST', 'runs/search', { experiment_ids: [experiment.experiment_id] })
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({ info: { status: 'FINISHED' } })
    expect(runs[0]?.data.params).toContainEqual({ key: 'batchSize', value: '8' })
    const history = await callMlflow<{ metrics: { value: number }[] }>(first.to, 'GET', 'metrics/get-history', {
      run_id: runs[0]?.info.run_id ?? '',
      metric_key: 'validation/dog',
    })
    expect(history.metrics.map(({ value }) => value)).toEqual([0.6, 0.7])
    const champion = { name: 'Pets', alias: 'champion' }
    const { model_version: version } = await callMlflow<{ model_version: { source: string } }>(
      first.to,
      'GET',
      'registered-models/alias',
      champion,
    )
    expect(version.source).toMatch(/artifacts\/model$/)
    expect(await copy()).toMatchObject({ copied: 0, points: 0, files: 0, versions: 0 })
  })
})
