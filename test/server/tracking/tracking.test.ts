import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeTrackedRuns } from '#server/store/tracked-runs.ts'
import type { RunId } from '#shared/domain/ids.ts'
import type { ThinCurve, TrackedRun } from '#shared/domain/tracking.ts'
import { createRandom } from '#shared/random.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { anOwnRun } from './own-world.ts'
import { startTrackingServer, type TrackingServer } from './tracking-server.ts'

type Listed = { items: TrackedRun[]; next: string | null; total: number | null }
type Made = { run: { info: { run_id: RunId } } }

describeWithMongo('runs as records', () => {
  const folder = temporaryFolder(afterAll)
  let server: TrackingServer
  let stranger: string

  beforeAll(async () => {
    server = await startTrackingServer(folder)
    stranger = (await aStoredPerson(server.store, server.projectId, null)).token
  })
  afterAll(() => server?.close())

  const api = (token: string, method: string, path: string, body?: unknown) =>
    server.ask(token, method, `/api/experiments/${server.projectId}/${path}`, body)
  const list = async (query: Record<string, string> = {}) =>
    (await api(server.manager.token, 'GET', `runs?${new URLSearchParams(query)}`)).body as Listed
  const names = async (query: Record<string, string>) => (await list(query)).items.map(({ name }) => name)
  const log = async (name: string, metrics: Record<string, number>, params: Record<string, string> = {}) => {
    const body = { experiment_id: server.projectId, run_name: name, start_time: Date.now() }
    const { run } = (await server.mlflow('POST', 'runs/create', body)) as Made
    const logged = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: Date.now(), step: 0 }))
    const given = Object.entries(params).map(([key, value]) => ({ key, value }))
    await server.mlflow('POST', 'runs/log-batch', { run_id: run.info.run_id, metrics: logged, params: given })
    return run.info.run_id
  }

  test('stand in one list, whoever made them, in any order and found by a filter', async () => {
    await anOwnRun(server)
    await log('slow', { loss: 0.5 }, { learningRate: '0.01' })
    await log('quick', { loss: 0.25 }, { learningRate: '0.1' })
    expect(await list()).toMatchObject({ total: 3, next: null })
    expect(await names({ order: 'metrics.loss ASC' })).toEqual(['quick', 'slow', 'Run 1'])
    expect(await names({ order: 'params.learningRate DESC' })).toEqual(['quick', 'slow', 'Run 1'])
    expect(await names({ filter: 'metrics.loss >= 0.5', order: 'metrics.loss DESC' })).toEqual(['Run 1', 'slow'])
    expect(await names({ filter: "params.learningRate = '0.001'" })).toEqual(['Run 1'])
    expect(await names({ filter: "kind = 'logged' AND metrics.loss < 0.5" })).toEqual(['quick'])
    expect(await names({ filter: 'metrics.best > 0.7' })).toEqual(['Run 1'])
    const first = await list({ order: 'metrics.loss ASC', limit: '2' })
    expect(first.next).toBe('2')
    expect(await names({ order: 'metrics.loss ASC', limit: '2', cursor: '2' })).toEqual(['Run 1'])
    expect((await api(server.manager.token, 'GET', 'runs?cursor=far')).status).toBe(400)
    const { status, body } = await api(server.manager.token, 'GET', `runs?${new URLSearchParams({ filter: 'loss is small' })}`)
    expect([status, (body as { detail: string }).detail]).toEqual([400, expect.stringContaining('Invalid')])
  })

  test('take a star from each person, notes and tags from who trains, and go into the archive', async () => {
    const runId = await log('noted', { loss: 1 })
    const mine = await api(server.annotator.token, 'PUT', `runs/${runId}/favourite`, { favourite: true })
    expect(mine.body).toMatchObject({ isFavourite: true })
    expect((await list({ favourites: 'true' })).items).toEqual([])
    expect((await api(server.annotator.token, 'PATCH', `runs/${runId}`, { note: 'x' })).status).toBe(403)
    await api(server.manager.token, 'PATCH', `runs/${runId}`, { note: 'too slow', tags: { 'team.name': 'a', gone: 'b' } })
    await api(server.manager.token, 'PATCH', `runs/${runId}`, { tags: { gone: null } })
    expect(await list({ filter: "tags.team.name = 'a'" })).toMatchObject({
      items: [{ note: 'too slow', tags: { 'team.name': 'a' } }],
    })
    await api(server.manager.token, 'PATCH', `runs/${runId}`, { archived: true })
    expect(await names({})).not.toContain('noted')
    expect(await names({ archived: 'only' })).toEqual(['noted'])
  })

  test('are closed to those who are not in the project, over both interfaces', async () => {
    const runId = await log('closed', { loss: 1 })
    for (const path of ['runs', `runs/${runId}`, `curves?runs=${runId}&metrics=loss`])
      expect((await api(stranger, 'GET', path)).status).toBe(403)
    const refused = await server.ask(stranger, 'GET', `/api/2.0/mlflow/runs/get?run_id=${runId}`)
    expect(refused).toMatchObject({ status: 403, body: { error_code: 'PERMISSION_DENIED' } })
    const point = { run_id: runId, key: 'loss', value: 1, timestamp: 1 }
    expect((await server.ask(server.annotator.token, 'POST', '/api/2.0/mlflow/runs/log-metric', point)).status).toBe(403)
    expect((await server.ask(server.annotator.token, 'GET', `/api/2.0/mlflow/runs/get?run_id=${runId}`)).status).toBe(200)
    expect((await server.ask('wrong', 'GET', '/api/2.0/mlflow/experiments/search')).body).toMatchObject({
      error_code: 'UNAUTHENTICATED',
    })
    // A run of another experiment does not open by an address that names one's own.
    const elsewhere = await server.ask(stranger, 'GET', `/api/2.0/mlflow-artifacts/artifacts?path=0/${runId}/artifacts`)
    expect(elsewhere.status).toBe(403)
  })

  test('refuse what MLflow refuses: too much at once, what is no number, paths that lead out', async () => {
    const run_id = await log('limits', {})
    const metrics = Array.from({ length: 1001 }, (_, step) => ({ key: 'loss', value: 1, timestamp: 1, step }))
    for (const body of [
      { run_id, metrics },
      { run_id, params: [{ key: 'k', value: 'x'.repeat(6001) }] },
      { run_id, metrics: [{ key: 'loss', value: 'much', timestamp: 1, step: 0 }] },
    ])
      expect(await server.mlflow('POST', 'runs/log-batch', body)).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' })
    const path = `/api/2.0/mlflow-artifacts/artifacts?path=${server.projectId}/${run_id}/artifacts/../../x`
    expect((await server.ask(server.manager.token, 'GET', path)).body).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' })
  })

  test('list the files that were left with them by any name, and take a folder away with all in it', async () => {
    const run_id = await log('drawn', {})
    const place = `/api/2.0/mlflow-artifacts/artifacts/${server.projectId}/${run_id}/artifacts`
    const send = (method: string, path: string) =>
      fetch(`${server.address}${place}/${encodeURI(path)}`, {
        method,
        headers: { Authorization: `Bearer ${server.manager.token}` },
        ...(method === 'PUT' && { body: 'a picture' }),
      })
    for (const path of ['📈.png', 'plots/📈.png', 'plots/a.png', 'plots.txt']) expect((await send('PUT', path)).status).toBe(200)
    const files = async (path = '') =>
      ((await server.mlflow('GET', `artifacts/list?run_id=${run_id}&path=${path}`)) as { files: { path: string }[] }).files.map(
        (file) => file.path,
      )
    expect(await files()).toEqual(['plots', 'plots.txt', '📈.png'])
    expect(await files('plots')).toEqual(['plots/a.png', 'plots/📈.png'])
    expect((await send('DELETE', 'plots')).status).toBe(200)
    expect(await files()).toEqual(['plots.txt', '📈.png'])
  })

  test('have curves of which no peak is lost, whole or in part', async () => {
    const run_id = await log('long', {})
    const random = createRandom(1)
    const values = Array.from({ length: 5000 }, () => random.next())
    values[3210] = 7
    values[4321] = -7
    for (let from = 0; from < values.length; from += 1000) {
      const metrics = values.slice(from, from + 1000).map((value, at) => ({ key: 'loss', value, timestamp: at, step: from + at }))
      await server.mlflow('POST', 'runs/log-batch', { run_id, metrics })
    }
    // And some points one by one, as loops log them.
    for (let step = 5000; step < 5003; step++)
      await server.mlflow('POST', 'runs/log-metric', { run_id, key: 'loss', value: step, timestamp: step, step })
    const curve = async (more: string) =>
      ((await api(server.manager.token, 'GET', `curves?runs=${run_id}&metrics=loss&pixels=50${more}`)).body as ThinCurve[])[0]
    const whole = await curve('')
    expect(whole?.count).toBe(5003)
    expect(whole?.steps.length).toBeLessThanOrEqual(4 * 50)
    expect(whole?.values).toEqual(expect.arrayContaining([7, -7, 5002]))
    expect([whole?.steps[0], whole?.steps.at(-1)]).toEqual([0, 5002])
    const part = await curve('&from=3200&to=3240')
    expect(part?.steps).toEqual(Array.from({ length: 41 }, (_, at) => 3200 + at))
    expect(part?.values).toEqual(values.slice(3200, 3241))
  })

  test('registered versions go along with a new name of their model, and no number is given twice', async () => {
    const version = (name: string) => server.mlflow('POST', 'model-versions/create', { name, source: 'runs:/1/model' })
    const numbers = async (name: string) => {
      const { model_versions } = (await server.mlflow(
        'GET',
        `model-versions/search?${new URLSearchParams({ filter: `name='${name}'` })}`,
      )) as {
        model_versions?: { version: string }[]
      }
      return (model_versions ?? []).map((one) => one.version)
    }
    await server.mlflow('POST', 'registered-models/create', { name: 'before' })
    for (const _ of [1, 2]) await version('before')
    await server.mlflow('POST', 'registered-models/rename', { name: 'before', new_name: 'after' })
    await server.mlflow('POST', 'model-versions/set-tag', { name: 'after', version: '2', key: 'good', value: 'yes' })
    expect(await version('after')).toMatchObject({ model_version: { version: '3' } })
    expect(await numbers('after')).toEqual(['3', '2', '1'])
    expect(await server.store.registeredVersions.countDocuments({ name: 'after' })).toBe(3)
    await server.mlflow('POST', 'registered-models/create', { name: 'before' })
    expect(await version('before')).toMatchObject({ model_version: { name: 'before' } })
    expect(await numbers('after')).toEqual(['3', '2', '1'])
  })

  test('are found by the index, and go with their project', async () => {
    const { store, blobs, projectId } = server
    const plan = await store.loggedRuns
      .find({ experimentId: projectId as never })
      .sort({ startedAt: -1, _id: 1 })
      .explain('queryPlanner')
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain('IXSCAN')
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toContain('"SORT"')
    await removeTrackedRuns({ store, blobs }, projectId)
    for (const name of ['loggedRuns', 'metricSeries', 'metricPoints', 'metricSketches', 'artifacts'] as const)
      expect([name, await store[name].countDocuments({})]).toEqual([name, 0])
  })
})
