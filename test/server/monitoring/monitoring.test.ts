import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EMBEDDER_ID } from '#server/ml/embedding/image-embedder.ts'
import { isLookDue, monitorProject } from '#server/monitoring/monitor-job.ts'
import { mountMonitoring } from '#server/monitoring/routes.ts'
import { createServedSampling } from '#server/monitoring/served-samples.ts'
import { reserveNext } from '#server/queue/next-asset.ts'
import { mountQueue } from '#server/queue/put-first.ts'
import { rankAssets } from '#server/queue/rank-assets.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { packed } from '#server/store/vectors.ts'
import type { Alert } from '#shared/domain/alert.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { MonitoringReport } from '#shared/domain/monitoring.ts'
import { createRandom } from '#shared/random.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { aModel, quietJob } from '../known-models.ts'

const WINDOW = 40
const BEFORE = 60
// Of today: what was sent long ago is forgotten by the database itself, at a moment of its own.
const MADE_AT = Date.now()

describeWithMongo('monitoring', () => {
  const folder = temporaryFolder(afterAll)
  let store: Store
  let server: HttpServer
  let projectId: ProjectId
  let token: string
  let order = 0
  let clock = MADE_AT

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startHttpServer(store, (mount) => {
      mountMonitoring(mount, { store, queue: null as never })
      mountQueue(mount, { store })
    })
    const monitoring = { window: WINDOW, reference: 'arrived' }
    projectId = await aStoredProject(store, { champion: 1, loop: { monitoring, queue: { order: 'name' } } })
    token = (await aStoredPerson(store, projectId, 'manager')).token
    await store.models.insertOne({ _id: 'one', ...aModel({ projectId, createdAt: MADE_AT }) })
    await arrive(BEFORE)
    clock++
  })
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })

  /** Images of noise around a grey come in. */
  async function arrive(count: number, brightness = 1): Promise<AssetId[]> {
    clock++
    const ids: AssetId[] = []
    for (let place = 0; place < count; place++, order++) {
      const thumbnail = `${order}.png`
      await writeFile(join(folder, thumbnail), await aGrain(order, brightness))
      const createdAt = order < BEFORE ? 0 : clock
      ids.push(await aStoredAsset(store, projectId, { thumbnail, order, createdAt, lottery: 0.5 }))
    }
    return ids
  }
  async function look(meanwhile = async () => {}): Promise<MonitoringReport> {
    const championOf = async () => (await store.models.findOne({ projectId, version: (await project()).champion ?? 0 })) ?? null
    const deps = {
      store,
      fileOf: async (name: string) => join(folder, name),
      imagesOf: async () => [],
      championOf,
      now: () => ++clock,
    }
    const progress = async (_: number | null, message?: string) => {
      if (message === 'Reading what people corrected') await meanwhile()
    }
    await monitorProject(deps, { ...quietJob, progress }, await project())
    return shown()
  }
  const project = () => loadProject(store, projectId)
  const shown = async () => MonitoringReport.parse((await ask('GET', 'monitoring')).body)
  const ask = (method: string, path: string, body?: unknown) =>
    server.ask(token, method, `/api/projects/${projectId}/${path}`, body)
  const raised = ({ alerts }: MonitoringReport): Alert[] => alerts.filter(({ state }) => state === 'raised')
  const signalOf = (report: MonitoringReport, name: string) => report.drift[0]?.signals.find(({ signal }) => signal === name)

  test('new images that are like the old ones raise nothing', async () => {
    expect(await isLookDue(store, await project())).toBe(true)
    await arrive(WINDOW)
    const report = await look()
    expect(report).toMatchObject({ state: 'watching', version: 1, alerts: [], drifters: [] })
    expect(report.drift[0]).toMatchObject({ against: 'what had come before v1', reference: BEFORE, current: WINDOW, untested: 0 })
    expect(signalOf(report, 'brightness')).toMatchObject({ state: 'steady', test: 'ks' })
    expect(report.looks).toHaveLength(1)
    expect(await isLookDue(store, await project())).toBe(false)
  })

  test('what comes while it looks is news to the next look', async () => {
    await look(async () => void (await arrive(1)))
    expect(await isLookDue(store, await project())).toBe(true)
    await store.assets.deleteOne({ projectId, order: --order })
    await look()
    expect(await isLookDue(store, await project())).toBe(false)
  })

  test('half a window of dark images is shown, and raises nothing before it is whole', async () => {
    await arrive(WINDOW - 1, 0.7)
    expect(await isLookDue(store, await project())).toBe(true)
    const report = await look()
    expect(report.drift[0]?.untested).toBe(WINDOW - 1)
    expect(signalOf(report, 'brightness')?.state).toBe('drifted')
    expect(raised(report)).toEqual([])
  })

  test('a whole window of dark images raises one alert, in a sentence, and looking again raises no other', async () => {
    await arrive(1, 0.7)
    const alerts = raised(await look())
    const brightness = alerts.find(({ signal }) => signal === 'brightness')
    expect(brightness).toMatchObject({ kind: 'drift', version: 1, settledAt: null })
    expect(brightness?.sentence).toMatch(
      /^The newest 40 images are darker than in what had come before v1: brightness 0\.\d+ instead of 0\.\d+\.$/,
    )
    expect(raised(await look())).toHaveLength(alerts.length)
    expect((await look()).looks).toHaveLength(2)
  })

  test('vectors that come after the window was tested are tested as a part of it, once', async () => {
    const rows = await store.assets.find({ projectId }).sort({ order: 1 }).toArray()
    const random = createRandom(4)
    await store.assetEmbeddings.insertMany(
      rows.map(({ _id, order: place }) => {
        const vector = Float32Array.from(
          { length: 8 },
          (_, at) => random.normal() + (at === 0 && place >= BEFORE + WINDOW ? 4 : 0),
        )
        return { _id, projectId, embedder: EMBEDDER_ID, vector: packed(vector), unreadable: null }
      }),
    )
    const report = await look()
    expect(raised(report).map(({ signal }) => signal)).toContain('looks')
    expect(report.looks).toHaveLength(2)
    expect(report.looks.at(-1)?.sizes.map(({ signal }) => signal)).toEqual(expect.arrayContaining(['brightness', 'looks']))
    await store.assetEmbeddings.deleteMany({ projectId })
    await store.alerts.deleteMany({ projectId, signal: 'looks' })
  })

  test('the images that drifted are labelled next where a person says so, and go back to their places', async () => {
    const { drifters } = await shown()
    expect(drifters.length).toBeGreaterThan(0)
    expect(drifters.every(({ signals, waiting }) => waiting && signals.length > 0)).toBe(true)
    await store.assets.updateMany({ projectId }, { $set: { rank: 7 } })
    const assetIds = drifters.slice(0, 3).map(({ assetId }) => assetId)
    const moved: unknown[] = []
    const putFirst = async (chosen: readonly AssetId[]) => {
      const { status, body } = await ask('POST', 'queue/first', { assetIds: chosen })
      expect(status).toBe(200)
      moved.push(...(body as { moved: unknown[] }).moved)
    }
    await putFirst(assetIds.slice(1))
    const deps = {
      store,
      vectorsOf: async () => ({ assetIds: [], vectors: new Float32Array() }),
      vectorSize: 1,
      async orderOf() {
        // While the queue is put in order.
        await putFirst(assetIds.slice(0, 1))
        return { order: new Uint32Array(), novelty: new Float32Array() }
      },
      progress: quietJob.progress,
      signal: quietJob.signal,
    }
    await rankAssets(deps, projectId)
    const next = await Promise.all(
      ['a', 'b', 'c'].map((person) =>
        reserveNext({ store }, { projectId, userId: person as UserId, role: 'annotator', except: [] }),
      ),
    )
    expect(new Set(next.map((row) => row?._id))).toEqual(new Set(assetIds))
    expect((await shown()).drifters.filter(({ waiting }) => !waiting)).toHaveLength(3)
    expect((await ask('POST', 'queue/back', { moved })).body).toEqual({ back: 3 })
    const ranks = await store.assets.find({ _id: { $in: assetIds } }).toArray()
    expect(ranks.map(({ rank }) => rank)).toEqual([7, 7, 7])
  })

  test('a decided image is not put first, and whoever may not review puts none', async () => {
    const decided = await aStoredAsset(store, projectId, { status: 'approved', order: -1 })
    expect((await ask('POST', 'queue/first', { assetIds: [decided] })).body).toEqual({ moved: [] })
    const annotator = (await aStoredPerson(store, projectId, 'annotator')).token
    const path = `/api/projects/${projectId}/queue/first`
    expect((await server.ask(annotator, 'POST', path, { assetIds: [decided] })).status).toBe(403)
    await store.assets.deleteOne({ _id: decided })
  })

  test('the alert stays while a difference is not far below the line, and is settled then', async () => {
    await arrive(WINDOW)
    const near = await look()
    expect(signalOf(near, 'brightness')).toMatchObject({ state: 'steady' })
    expect(signalOf(near, 'brightness')?.p).toBeLessThan(0.2)
    expect(raised(near).map(({ signal }) => signal)).toEqual(['brightness'])
    await arrive(WINDOW)
    const report = await look()
    expect(raised(report)).toEqual([])
    expect(report.alerts.find(({ signal }) => signal === 'brightness')).toMatchObject({ state: 'settled' })
  })

  test('images that are sent for predictions are held against the same reference', async () => {
    const sample = createServedSampling({ store, random: () => 0, now: () => ++clock })
    for (let seed = 0; seed < WINDOW; seed++) {
      const bytes = await aGrain(9000 + seed, 0.6)
      const box = { label: 'cat', score: 0.8, shape: { kind: 'box', x: 1, y: 1, width: 9, height: 9 }, value: null } as const
      await sample(await project(), 1, [{ bytes, answer: { name: 'image', width: 32, height: 24, annotations: [box] } }])
    }
    const report = await look()
    expect(report.drift[1]).toMatchObject({ source: 'served', current: WINDOW, untested: 0 })
    const alert = raised(report).find(({ signal }) => signal === 'served.brightness')
    expect(alert?.sentence).toMatch(/^The last 40 images sent for predictions are darker than in what had come before v1/)
    expect(report.looks.filter(({ source }) => source === 'served')).toHaveLength(1)
  })

  test('an alert about a champion that was replaced is settled', async () => {
    await arrive(WINDOW, 0.7)
    expect(raised(await look()).length).toBeGreaterThan(0)
    await store.models.insertOne({ _id: 'two', ...aModel({ projectId, version: 2, createdAt: ++clock }) })
    await store.projects.updateOne({ _id: projectId }, { $set: { champion: 2 } })
    expect((await shown()).drift).toEqual([])
    expect(raised(await look())).toEqual([])
  })

  test('a project that is not watched says so', async () => {
    await store.projects.updateOne({ _id: projectId }, { $set: { 'loop.monitoring.enabled': false } })
    expect((await shown()).state).toBe('off')
    expect(await isLookDue(store, await project())).toBe(false)
  })

  test('every query it makes walks an index', async () => {
    const version = 1
    const plans = [
      store.alerts.find({ projectId, state: 'raised' }).sort({ raisedAt: -1 }),
      store.looks.find({ projectId, version, source: 'assets' }).sort({ at: -1 }),
      store.corrections.find({ projectId, version }).sort({ at: -1 }),
      store.servedSamples.find({ projectId, version }).sort({ at: -1 }),
      store.assetStatistics.find({ projectId, method: 'any' }),
      store.assets.find({ projectId }).sort({ order: -1 }),
      store.assets.find({ projectId, status: 'approved' }).sort({ order: -1 }),
      store.operations.find({ projectId, at: { $gt: 0 } }).sort({ at: 1 }),
      store.operations.find({ assetId: { $in: ['a' as AssetId, 'b' as AssetId] } }).sort({ assetId: 1, sequence: 1 }),
    ]
    for (const cursor of plans) {
      const { queryPlanner } = await cursor.explain('queryPlanner')
      expect(JSON.stringify(queryPlanner.winningPlan)).not.toMatch(/COLLSCAN|"stage":"SORT"/)
    }
  })
})

/** Noise around a grey that differs from image to image. */
async function aGrain(seed: number, brightness: number): Promise<Buffer> {
  const [width, height, channels] = [32, 24, 3] as const
  const random = createRandom(seed * 7919 + 1)
  const middle = (110 + 60 * random.next()) * brightness
  const pixels = Uint8Array.from({ length: width * height * channels }, () => Math.min(255, middle + 20 * random.normal()))
  return sharp(pixels, { raw: { width, height, channels } }).png().toBuffer()
}
