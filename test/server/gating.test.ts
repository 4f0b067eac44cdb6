import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { endDeployment } from '#server/deployment/deployment-records.ts'
import { putIntoService } from '#server/gating.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { mountModels } from '#server/models/routes.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import { runningDeployment } from '#server/store/deployments.ts'
import { loadProject, updateProject } from '#server/store/projects.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { aStoredPerson } from '../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../support/http-server.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownRuns, openLabelled, type Truth } from './known-models.ts'

const IMAGES = 100
const IN_TEST = 65
const IN_VALIDATION = 20
const APPROVED_LATER = 40

/** A model misses every n-th object on images that were approved early, and on those that came later; 0 for none. */
interface Skill {
  readonly early: number
  readonly later: number
}

describeWithMongo('what becomes of a model at the gate, by the rules of its project', () => {
  let importing: Importing
  let projectId: ProjectId
  let truth: Truth
  let server: HttpServer
  let manager: string
  let later: Set<AssetId>
  let judge: (skill: Skill) => Promise<Model>
  const champion = async () => (await loadProject(importing.store, projectId)).champion
  const setGate = async (gate: Partial<LoopSettings['gate']>) => {
    const { loop } = await loadProject(importing.store, projectId)
    await updateProject(importing.store, projectId, { loop: { ...loop, gate: { ...loop.gate, ...gate } } })
  }
  const say = (version: number, decision: string, reason: string) =>
    server.ask(manager, 'POST', `/api/projects/${projectId}/models/${version}/approval`, { decision, reason })

  beforeAll(async () => {
    const split = { images: IMAGES, test: IN_TEST, validation: IN_VALIDATION }
    ;({ importing, projectId, truth } = await openLabelled(split))
    const { store, blobs, folder, log } = importing
    const inTest = await store.assets.find({ projectId, split: 'test' }).sort({ name: 1 }).toArray()
    later = new Set(inTest.slice(0, APPROVED_LATER).map(({ _id }) => _id))
    await store.assets.updateMany({ _id: { $in: [...later] } }, { $set: { status: 'review' } })
    const skills = new Map<number, Skill>()
    const answers = (skill: Skill, assetId: AssetId): LabelledPrediction[] =>
      truth.flatMap(({ assetId: where, label, shape }, index) => {
        const every = later.has(assetId) ? skill.later : skill.early
        if (where !== assetId || (every > 0 && index % every === 0)) return []
        return [{ label, score: 0.5 + (index % 40) / 100, shape, value: null }]
      })
    const predictors = knownPredictors(({ version }, assetId) => answers(skills.get(version) as Skill, assetId))
    const [queue, bus] = [createQueue(store), createBus((error) => log.error(error))]
    const steps = createSteps({ store, blobs, queue, bus, config: configOn(folder), predictors })
    server = await startHttpServer(store, (mount) =>
      mountModels(mount, { store, queue, bus, putIntoService: (...about) => putIntoService({ store, bus }, ...about) }),
    )
    manager = (await aStoredPerson(store, projectId, 'manager', 'Anna')).token
    judge = knownRuns({ store, queue, folder, projectId, steps }, skills)
  })
  afterAll(async () => {
    await server?.close()
    await importing?.close()
  })

  it('lets the newest images decide nothing where there are too few, and says so', async () => {
    await judge({ early: 2, later: 6 })
    const { gate } = await judge({ early: 3, later: 6 })
    expect(gate).toMatchObject({ verdict: 'promote', newest: { verdict: 'too-few', images: 0, least: 30, difference: null } })
    expect(await champion()).toBe(2)
  })

  it('holds a model that is better on the whole test split and worse on what was approved since', async () => {
    await importing.store.assets.updateMany({ _id: { $in: [...later] } }, { $set: { status: 'approved' } })
    const { gate } = await judge({ early: 0, later: 5 })
    expect(gate?.difference).toBeGreaterThan(0)
    expect(gate).toMatchObject({
      verdict: 'hold',
      newest: { verdict: 'worse', images: APPROVED_LATER },
      reasons: [expect.stringMatching(/^mAP50 -\d.* on the 40 newest approved images\.$/)],
    })
    expect(await champion()).toBe(2)
  })

  it('asks for a gain, a size and a calibration where the project does', async () => {
    const asked = {
      leastGain: 0.9,
      sizeCapMb: 0.000_001,
      calibrationMargin: 0,
      newest: { enabled: false, images: 30, margin: 0 },
    }
    await setGate(asked)
    const { gate } = await judge({ early: 0, later: 0 })
    expect(gate?.newest).toBeUndefined()
    expect(gate).toMatchObject({ verdict: 'hold', calibration: { challenger: expect.any(Number) } })
    expect(gate?.reasons).toEqual([
      expect.stringMatching(/a gain of 90\.0 asked for/),
      expect.stringMatching(/^Its files take .* MB, cap .* MB\.$/),
    ])
    await setGate({ leastGain: 0, sizeCapMb: null, calibrationMargin: null })
  })

  it('waits for a manager where the project wants one: declined it stays what it is, with the reason on record', async () => {
    await setGate({ approval: 'manager' })
    const { version } = await judge({ early: 0, later: 0 })
    expect(await champion()).toBe(2)
    expect(await importing.store.models.findOne({ projectId, version })).toMatchObject({ approval: { state: 'waiting' } })
    expect(await say(version, 'decline', 'the labels are in doubt')).toEqual({ status: 200, body: { champion: 2 } })
    expect((await say(version, 'approve', '')).status).toBe(409)
    const said = await importing.store.decisions.findOne({ projectId, sentence: /declined/ })
    expect(said).toMatchObject({ type: 'hold', sentence: `v${version} declined by Anna: the labels are in doubt` })
  })

  it('becomes the champion once a manager approves it', async () => {
    const { version } = await judge({ early: 0, later: 0 })
    expect(await say(version, 'approve', 'seen it')).toEqual({ status: 200, body: { champion: version } })
    const said = await importing.store.decisions.findOne({ projectId, type: 'promotion' }, { sort: { at: -1 } })
    expect(said?.sentence).toContain('approved by Anna: seen it')
    await setGate({ approval: 'none' })
  })

  it('is rolled back to the champion before, and not to one that was declined or rolled back itself', async () => {
    const back = async () => (await server.ask(manager, 'POST', `/api/projects/${projectId}/rollback`)).body
    expect(await back()).toEqual({ champion: 2 })
    expect(await back()).toEqual({ champion: 1 })
    expect(await back()).toEqual({ champion: null })
  })

  it('begins on a tenth of the images where the project wants a canary first', async () => {
    await server.ask(manager, 'POST', `/api/projects/${projectId}/models/1/promote`, {})
    await setGate({ rollout: 'canary' })
    const { version } = await judge({ early: 0, later: 0 })
    expect(await champion()).toBe(1)
    expect(await runningDeployment(importing.store, projectId)).toMatchObject({
      mode: 'canary',
      challenger: version,
      champion: 1,
      share: 0.1,
    })
  })

  it('waits while another one is compared with the champion, and is approved once that is over', async () => {
    const { store } = importing
    const running = await runningDeployment(store, projectId)
    const { version } = await judge({ early: 0, later: 0 })
    expect(await store.runs.findOne({ projectId }, { sort: { number: -1 } })).toMatchObject({ state: 'succeeded' })
    const said = await store.decisions.findOne({ projectId, type: 'hold' }, { sort: { at: -1 } })
    expect(said?.sentence).toContain(`v${version} passed the gate and waits`)
    await setGate({ approval: 'manager' })
    const { version: asked } = await judge({ early: 0, later: 0 })
    expect(await say(asked, 'approve', '')).toMatchObject({ status: 409, body: { detail: /compared already/ } })
    if (running) await endDeployment(store, running, { outcome: 'stopped', sentence: 'a test' })
    expect(await say(asked, 'approve', '')).toMatchObject({ status: 200 })
    expect(await runningDeployment(store, projectId)).toMatchObject({ challenger: asked })
  })
})
