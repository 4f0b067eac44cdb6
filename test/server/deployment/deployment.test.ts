import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createOperationLog, type OperationLog } from '#server/annotations/operation-log.ts'
import { type Bus, createBus } from '#server/bus.ts'
import { judgeDeployment } from '#server/deploying.ts'
import { mountDeployment } from '#server/deployment/routes.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { createLog } from '#server/log.ts'
import { loadModel, promoteModel } from '#server/models/model-records.ts'
import { mountModels } from '#server/models/routes.ts'
import { connectPipeline, type LightSteps } from '#server/pipeline.ts'
import type { Predictors } from '#server/prelabel/predictors.ts'
import { waitingFor } from '#server/prelabel/prelabel-assets.ts'
import { prelabelJob } from '#server/prelabel-job.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { isInRange, partsOfAssets } from '#shared/domain/deployment.ts'
import { type AssetId, newId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import type { Operation } from '#shared/operations.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { changing, drawing, setting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'
import { aModel, knownPredictors, quietJob } from '../known-models.ts'

const TRUTH = { kind: 'box', x: 10, y: 10, width: 50, height: 40 } as const
const ELSEWHERE = { kind: 'box', x: 300, y: 300, width: 50, height: 40 } as const

const nothing = async () => {}
/** A loop in which nothing follows but what the test is about. */
const quietSteps: LightSteps = {
  prelabelBacklog: nothing,
  weighEnsemble: nothing,
  judgeDeployment: nothing,
  considerTraining: nothing,
  embedBacklog: nothing,
  rankQueue: nothing,
  drawMap: nothing,
  monitor: nothing,
  examineQuality: nothing,
}

describeWithMongo('two versions on new images', () => {
  let store: Store
  let bus: Bus
  let operations: OperationLog
  let server: HttpServer
  let projectId: ProjectId
  let manager: { id: UserId; token: string }
  /** Versions that put every box where nothing is. */
  const blind = new Set<number>()
  const known = knownPredictors(({ version }): LabelledPrediction[] => [
    { label: 'cat', score: 0.9, shape: blind.has(version) ? ELSEWHERE : TRUTH, value: null },
  ])
  /** What happens while a model looks at images. */
  let thinking: (() => Promise<void>) | null = null
  const predictors: Predictors = {
    ...known,
    async predict(model, images) {
      await thinking?.()
      return known.predict(model, images)
    },
  }
  const log = createLog('test', 'silent')
  const here = (path: string) => `/api/projects/${projectId}${path}`
  const ask = (method: string, path: string, body?: unknown) => server.ask(manager.token, method, here(path), body)
  const begin = (mode: string, share = 0.5) => ask('POST', '/deployment', { mode, challenger: 2, share })
  const isChallengers = (id: AssetId, share = 0.5) => isInRange(id, partsOfAssets(share).challenger)

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    bus = createBus((error) => log.error(error))
    operations = createOperationLog({ store, bus, log })
    const judgeByItself = (id: ProjectId) => judgeDeployment({ store, bus }, id).then(() => {})
    connectPipeline(bus, { ...quietSteps, judgeDeployment: judgeByItself })
    const unused = null as never
    server = await startHttpServer(store, (mount) => {
      mountModels(mount, { store, queue: unused, bus, putIntoService: unused })
      mountDeployment(mount, {
        store,
        bus,
        promote: async (project, version, by) => promoteModel(store, await loadModel(store, project.id, version), by),
      })
    })
  })
  beforeEach(async () => {
    blind.clear()
    projectId = await aStoredProject(store, { champion: 1 })
    manager = await aStoredPerson(store, projectId, 'manager')
    for (const version of [1, 2]) {
      const model = aModel({ projectId, version, ...(version === 1 && { promotedAt: 1 }) })
      await store.models.insertOne({ _id: newId('mod'), ...model } satisfies Model & { _id: string })
    }
  })
  afterAll(async () => {
    await server?.close()
    await operations?.close()
    await store?.close()
  })

  async function someImages(count: number): Promise<AssetId[]> {
    const before = await store.assets.countDocuments({ projectId })
    const ids: AssetId[] = []
    for (let order = 0; order < count; order++) ids.push(await aStoredAsset(store, projectId, { order: before + order }))
    return ids
  }

  async function prelabel(): Promise<void> {
    const deps = { store, bus, predictors, log, blobs: { onDisk: async (hash: string) => hash } as never }
    const commit: OperationLog['commit'] = (made) => operations.commit(made)
    await prelabelJob({ ...deps, commit })({ ...quietJob, job: { projectId, payload: {} } } as unknown as JobContext)
  }

  const whoSuggestedOn = async (): Promise<Map<AssetId, number | null>> =>
    new Map((await store.assets.find({ projectId }).toArray()).map(({ _id, prelabelledBy }) => [_id, prelabelledBy]))

  /** A person accepts what is right, rejects and draws anew what is not, and approves the image. */
  async function decide(assetId: AssetId): Promise<void> {
    const found = await store.annotations.find({ assetId, status: 'suggested' }).toArray()
    const changes = found.flatMap(({ _id, revision, shape }): Operation[] => {
      const isRight = JSON.stringify(shape) === JSON.stringify(TRUTH)
      return isRight
        ? [changing(_id, revision, { status: 'draft' })]
        : [changing(_id, revision, { status: 'rejected' }), drawing({ shape: TRUTH })]
    })
    const user = { id: manager.id }
    await operations.commit({ assetId, operations: changes, user, may: () => true })
    const { asset } = await operations.open(assetId)
    const approving = [setting('approved', asset.revision)]
    const { outcomes } = await operations.commit({ assetId, operations: approving, user, may: () => true })
    expect(outcomes).toMatchObject([{ outcome: 'applied' }])
  }

  /** What people decided, once it is projected, is looked at. */
  async function judge(decided: number) {
    await eventually(async () => expect(await store.assets.countDocuments({ projectId, status: 'approved' })).toBe(decided))
    return judgeDeployment({ store, bus }, projectId)
  }

  it('share the images by their ids, new ones too, and each is asked for its own alone', async () => {
    await someImages(30)
    expect((await begin('share')).status).toBe(200)
    expect(await loadProject(store, projectId)).toMatchObject({ champion: 1, challenger: 2 })
    await prelabel()
    await someImages(10)
    await prelabel()
    for (const [id, version] of await whoSuggestedOn()) expect(version).toBe(isChallengers(id) ? 2 : 1)
    const made = await store.annotations.find({ projectId, status: 'suggested' }).toArray()
    expect(made).toHaveLength(40)
    for (const { assetId, origin } of made)
      expect(origin).toMatchObject({ type: 'model', version: isChallengers(assetId) ? 2 : 1 })
  })

  it('are one at a time: a second comparison is refused, and so is one without a champion or with itself', async () => {
    expect((await begin('shadow')).status).toBe(200)
    expect(await begin('canary')).toMatchObject({ status: 409 })
    expect(await ask('POST', '/deployment', { mode: 'share', challenger: 1 })).toMatchObject({ status: 409 })
    const annotator = await aStoredPerson(store, projectId, 'annotator')
    const refused = await server.ask(annotator.token, 'POST', here('/deployment'), { mode: 'share', challenger: 2 })
    expect(refused.status).toBe(403)
  })

  it('in the shadow nobody sees the challenger, and where it sees something else is listed', async () => {
    const ids = await someImages(6)
    blind.add(2)
    await begin('shadow')
    await prelabel()
    expect(new Set((await whoSuggestedOn()).values())).toEqual(new Set([1]))
    expect(await store.annotations.countDocuments({ projectId, 'origin.version': 2 })).toBe(0)
    const first = (await ask('GET', '/deployment/sightings?limit=4')).body as { items: { assetId: AssetId }[]; next: string }
    const rest = (await ask('GET', `/deployment/sightings?limit=4&cursor=${encodeURIComponent(first.next)}`)).body as typeof first
    const seen = [...first.items, ...rest.items]
    expect(new Set(seen.map(({ assetId }) => assetId))).toEqual(new Set(ids))
    expect(seen).toHaveLength(6)
    for (const sighting of seen)
      expect(sighting).toMatchObject({ disagreement: 1, champion: 1, challenger: 2, shownByChallenger: 1 })
  })

  it('a canary whose suggestions are corrected goes back by itself, and the champion suggests on its images', async () => {
    const ids = await someImages(60)
    blind.add(2)
    await begin('canary')
    await prelabel()
    for (const id of ids.slice(0, 44)) await decide(id)
    // Nobody asks: that people decided is enough.
    await eventually(async () => expect(await store.deployments.countDocuments({ projectId, state: 'ended' })).toBe(1))
    const { running, past } = (await ask('GET', '/deployment')).body as { running: null; past: object[] }
    expect(running).toBeNull()
    expect(past).toMatchObject([
      { outcome: 'returned', sentence: expect.stringMatching(/^Canary v2 returned to v1: 100\.0 % corrected/) },
    ])
    expect((await loadProject(store, projectId)).champion).toBe(1)
    await prelabel()
    const left = await store.assets.find({ projectId, status: 'suggested' }).toArray()
    expect(left.length).toBe(16)
    expect(new Set(left.map(({ prelabelledBy }) => prelabelledBy))).toEqual(new Set([1]))
    expect(await store.decisions.countDocuments({ projectId, type: 'rollback' })).toBe(1)
  })

  it('a canary that is corrected less than the champion becomes the champion', async () => {
    const ids = await someImages(60)
    blind.add(1)
    await begin('canary')
    await prelabel()
    for (const id of ids) await decide(id)
    await judge(60)
    expect((await loadProject(store, projectId)).champion).toBe(2)
    expect(await store.deployments.findOne({ projectId })).toMatchObject({ state: 'ended', outcome: 'promoted' })
    expect((await ask('POST', '/rollback')).body).toEqual({ champion: 1 })
  })

  it('counts an image once, whatever happens to it afterwards, and only where its own model suggested', async () => {
    const [early] = await someImages(1)
    await prelabel()
    await begin('share', 0.9)
    const ids = await someImages(5)
    await decide(early as AssetId)
    await prelabel()
    for (const id of ids) await decide(id)
    await judge(6)
    await store.annotations.updateMany({ projectId }, { $set: { status: 'deleted' } })
    const again = await judge(6)
    const { champion, challenger } = again?.standing ?? {}
    const ofChampion = [...ids, early as AssetId].filter((id) => !isChallengers(id, 0.9)).length
    const ofChallenger = ids.filter((id) => isChallengers(id, 0.9)).length
    expect(champion).toMatchObject({ images: ofChampion, corrected: 0 })
    expect(challenger).toMatchObject({ images: ofChallenger, corrected: 0, suggestions: ofChallenger })
  })

  it('are over when another model becomes the champion', async () => {
    await begin('share')
    await store.models.insertOne({ _id: newId('mod'), ...aModel({ projectId, version: 3 }) })
    await ask('POST', '/models/3/promote', {})
    await someImages(10)
    await prelabel()
    expect(new Set((await whoSuggestedOn()).values())).toEqual(new Set([3]))
    expect((await begin('share')).status).toBe(200)
  })

  it('of which one is better is told once, and a person ends it with the one they want', async () => {
    const ids = await someImages(90)
    blind.add(1)
    await begin('share')
    await prelabel()
    for (const id of ids) await decide(id)
    const judged = await judge(90)
    expect(judged?.standing?.good).toBeGreaterThan(judged?.standing?.needed ?? 0)
    await judge(90)
    const told = await store.decisions.find({ projectId, sentence: /is corrected less than v1/ }).toArray()
    expect(told).toHaveLength(1)
    expect((await loadProject(store, projectId)).champion).toBe(1)
    expect((await ask('POST', '/deployment/end', { promote: true, reason: 'it is better' })).body).toEqual({ champion: 2 })
    expect((await ask('GET', '/deployment')).body).toMatchObject({ running: null, past: [{ outcome: 'promoted' }] })
    expect((await ask('POST', '/deployment/end', {})).status).toBe(404)
  })

  it('what a model was thinking while it was rolled back is not shown to anybody', async () => {
    await ask('POST', '/models/2/promote', {})
    const [id] = await someImages(1)
    thinking = async () => {
      thinking = null
      await ask('POST', '/rollback')
    }
    await prelabel()
    expect((await whoSuggestedOn()).get(id as AssetId)).toBe(1)
    expect(await store.annotations.countDocuments({ projectId, 'origin.version': 2 })).toBe(0)
  })

  it('are asked for by an index, whatever is asked', async () => {
    await begin('share')
    const deploymentId = 'dep_1'
    const ids = { $in: ['ast_1' as AssetId] }
    const asked = [
      ...Object.values(partsOfAssets(0.5)).map((on) =>
        store.assets.find(waitingFor(projectId, { version: 1, together: [], on })),
      ),
      store.deployments.find({ projectId, state: 'running' }),
      store.deployments.find({ projectId, state: 'ended' }).sort({ startedAt: -1 }),
      store.decidedImages.find({ deploymentId }).sort({ at: -1 }),
      store.decidedImages.find({ deploymentId }).sort({ at: 1, assetId: 1 }),
      store.decidedImages.find({ deploymentId, assetId: ids }),
      store.operations.find({ projectId, at: { $gte: 0 } }),
      store.shadowSightings.find({ deploymentId }).sort({ disagreement: -1, _id: 1 }),
      store.mlBackends.find({ projectId }).sort({ version: -1 }),
      store.models.find({ projectId, promotedAt: { $exists: true } }),
    ]
    for (const query of asked) {
      const { queryPlanner } = (await query.explain('queryPlanner')) as { queryPlanner: { winningPlan: object } }
      const plan = JSON.stringify(queryPlanner.winningPlan)
      expect(plan).toMatch(/"stage":"IXSCAN"/)
      expect(plan).not.toMatch(/COLLSCAN|"stage":"SORT"/)
    }
  })

  it('carry a note and tags that people write', async () => {
    const said = { note: 'Trained on the new microscope', tags: ['microscope 2'] }
    expect((await ask('PATCH', '/models/2', said)).body).toMatchObject(said)
    expect((await ask('GET', '/models/2')).body).toMatchObject(said)
    const annotator = await aStoredPerson(store, projectId, 'annotator')
    expect((await server.ask(annotator.token, 'PATCH', here('/models/2'), said)).status).toBe(403)
  })

  it('a rollback is heard by the very next image', async () => {
    await ask('POST', '/models/2/promote', {})
    const [first] = await someImages(1)
    await prelabel()
    expect((await whoSuggestedOn()).get(first as AssetId)).toBe(2)
    expect((await ask('POST', '/rollback')).body).toEqual({ champion: 1 })
    const [second] = await someImages(1)
    await prelabel()
    expect((await whoSuggestedOn()).get(second as AssetId)).toBe(1)
  })
})
