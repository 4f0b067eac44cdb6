import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type Bus, createBus } from '#server/bus.ts'
import { createJobHandlers } from '#server/job-handlers.ts'
import { createQueue } from '#server/jobs/queue.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { rollBack } from '#server/models/model-records.ts'
import { connectPipeline, type LightSteps } from '#server/pipeline.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import { waitingFor } from '#server/prelabel/prelabel-assets.ts'
import { mountProjects } from '#server/projects/routes.ts'
import { loadEnsemble } from '#server/store/ensembles.ts'
import { loadProject } from '#server/store/projects.ts'
import { ALL_ASSETS } from '#shared/domain/deployment.ts'
import type { AssetId, ProjectId, RunId } from '#shared/domain/ids.ts'
import type { JobName } from '#shared/domain/job.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { aStoredPerson } from '../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../support/http-server.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownRuns, openLabelled, quietJob, type Truth } from './known-models.ts'

const IMAGES = 100
const IN_TEST = 30
const IN_VALIDATION = 40
const UNDECIDED = 15
const TOO_SHORT_MS = 1e-6
const ENOUGH_MS = 60_000

/** A model whose answers are known: it misses every `every`-th object that leaves `rest`, of all images or of some. */
interface Skill {
  readonly every: number
  readonly rest: readonly number[]
}

describeWithMongo('several models suggest as one where that pays', () => {
  let importing: Importing
  let projectId: ProjectId
  let truth: Truth
  let judge: (skill: Skill) => Promise<Model>
  let work: (only?: JobName) => Promise<JobName[]>
  let steps: LightSteps
  let bus: Bus
  let server: HttpServer
  let manager: string
  let splitOf: Map<string, string>
  const lost = new Set<number>()
  const askedOf: { version: number; assetId: AssetId }[] = []
  const ensemble = () => loadEnsemble(importing.store, projectId)
  const suggestions = () => importing.store.annotations.find({ projectId, status: 'suggested' }).toArray()
  const togethers = async () =>
    new Set(
      (await suggestions()).map(({ origin }) => (origin.type === 'model' ? `${origin.version} ${origin.together ?? ''}` : '')),
    )
  const setPrelabel = async (fields: Partial<LoopSettings['prelabel']>) => {
    const { loop } = await loadProject(importing.store, projectId)
    const body = { ...loop, prelabel: { ...loop.prelabel, ...fields } }
    const { method, path } = routes.projects.changeLoop
    expect((await server.ask(manager, method, path.replace(':projectId', projectId), body)).status).toBe(200)
  }

  beforeAll(async () => {
    const split = { images: IMAGES, test: IN_TEST, validation: IN_VALIDATION }
    ;({ importing, projectId, truth } = await openLabelled(split))
    const { store, blobs, folder, log } = importing
    const assets = await store.assets.find({ projectId }).toArray()
    splitOf = new Map(assets.map(({ _id, split: name }) => [_id, name]))
    const undecided = assets.filter(({ split: name }) => name === 'train').slice(0, UNDECIDED)
    const ids = undecided.map(({ _id }) => _id)
    await store.assets.updateMany({ _id: { $in: ids } }, { $set: { status: 'new' } })
    const skills = new Map<number, Skill>()
    const answers = ({ every, rest }: Skill, assetId: string): LabelledPrediction[] =>
      truth.flatMap(({ assetId: where, label, shape }, index) =>
        where !== assetId || rest.includes(index % every)
          ? []
          : [{ label, score: 0.9 - (index % 40) / 1000, shape, value: null }],
      )
    const predictors = knownPredictors(({ version }, assetId) => {
      askedOf.push({ version, assetId })
      if (lost.has(version)) throw new Error(`the files of v${version} are gone`)
      return answers(skills.get(version) as Skill, assetId)
    })
    const queue = createQueue(store)
    bus = createBus((error) => log.error(error))
    const deps = { store, blobs, queue, bus, config: configOn(folder), predictors, log }
    const all = createSteps(deps)
    steps = all
    connectPipeline(bus, { ...all, considerTraining: async () => {}, embedBacklog: async () => {} })
    const triggers = () => Promise.reject(new Error('Expected nobody to ask how far the next training is'))
    server = await startHttpServer(store, (mount) =>
      mountProjects(mount, { store, queue, bus, triggers, checkLoop: () => undefined }),
    )
    manager = (await aStoredPerson(store, projectId, 'manager')).token
    const unused = { embed: () => Promise.reject(new Error('Expected nobody to embed')) } as never
    const handlers = createJobHandlers({ ...deps, vectors: unused, comparing: unused })

    const run = knownRuns({ store, queue, folder, projectId, steps: all }, skills)
    judge = async (skill) => {
      const model = await run(skill)
      await bus.emit('run.finished', { projectId, runId: model.runId as RunId })
      return model
    }
    work = async (only) => {
      const done: JobName[] = []
      for (;;) {
        const row = await queue.take('a test', only ? [only] : ['weigh', 'prelabel'])
        if (!row) return done
        const result = await handlers[row.name]({ ...quietJob, job: row } as JobContext)
        await queue.finish(row, 'succeeded', { result })
        done.push(row.name)
      }
    }
  })
  beforeEach(() => {
    askedOf.length = 0
  })
  afterAll(async () => {
    await server?.close()
    await importing?.close()
  })

  it('weighs nothing while there is one model', async () => {
    await judge({ every: 4, rest: [0] })
    expect(await work()).toEqual(['prelabel'])
    expect(await ensemble()).toBeNull()
    expect(await togethers()).toEqual(new Set(['1 ']))
  })

  it('leaves the champion alone where the others know nothing that it does not', async () => {
    await judge({ every: 4, rest: [0] })
    expect(await work()).toEqual(['weigh'])
    expect(await ensemble()).toMatchObject({
      champion: 1,
      asked: [1, 2],
      verdict: 'no-gain',
      difference: 0,
      images: IN_VALIDATION,
    })
    expect(await togethers()).toEqual(new Set(['1 ']))
  })

  it('asks models together that find what the champion misses, also one that the gate held, and never on the test split', async () => {
    const { gate } = await judge({ every: 3, rest: [1] })
    expect(gate?.verdict).toBe('hold')
    const before = await suggestions()
    askedOf.length = 0
    expect(await work('weigh')).toEqual(['weigh'])
    expect(new Set(askedOf.map(({ version }) => version))).toEqual(new Set([1, 2, 3]))
    expect(new Set(askedOf.map(({ assetId }) => splitOf.get(assetId)))).toEqual(new Set(['validation']))
    expect(await work()).toEqual(['prelabel'])
    const weighed = await ensemble()
    expect(weighed).toMatchObject({ champion: 1, verdict: 'together', snapshotNumber: 1 })
    expect(weighed?.members.map(({ version }) => version)).toEqual(weighed?.asked)
    expect(weighed?.low).toBeGreaterThan(0)
    expect((weighed?.together ?? 0) - (weighed?.alone ?? 0)).toBeCloseTo(weighed?.difference ?? Number.NaN)
    expect(await togethers()).toEqual(new Set([`1 ${weighed?.asked.slice(1)}`]))
    expect((await suggestions()).length).toBeGreaterThan(before.length)
    expect((await importing.store.decisions.find({ projectId, type: 'ensemble' }).toArray()).map((row) => row.sentence)).toEqual([
      expect.stringMatching(/^v1, v\d, v\d suggest together: mAP50 \+\d+\.\d on validation/),
    ])
  })

  it('does nothing twice: what was weighed like this is not weighed again', async () => {
    await steps.weighEnsemble(projectId)
    await steps.prelabelBacklog(projectId)
    expect(await work()).toEqual([])
  })

  it('finds what the others have not had a say in by an index', async () => {
    const { store } = importing
    for (const together of [[], [3, 2]]) {
      const plan = await store.assets
        .find(waitingFor(projectId, { version: 1, together, on: ALL_ASSETS }))
        .explain('queryPlanner')
      expect(JSON.stringify(plan)).toContain('IXSCAN')
      expect(JSON.stringify(plan)).not.toContain('COLLSCAN')
    }
  })

  it('lets the champion suggest alone as soon as a person switches the others off, and together again afterwards', async () => {
    await setPrelabel({ together: false })
    expect(await work()).toEqual(['prelabel'])
    expect(await togethers()).toEqual(new Set(['1 ']))
    await setPrelabel({ together: true })
    expect(await work()).toEqual(['prelabel'])
    expect(await togethers()).toEqual(new Set([`1 ${(await ensemble())?.asked.slice(1)}`]))
  })

  it('does not ask more models than an image may take time for', async () => {
    await setPrelabel({ togetherMs: TOO_SHORT_MS })
    await work()
    expect(await ensemble()).toMatchObject({ verdict: 'too-slow', budgetMs: TOO_SHORT_MS })
    expect(await togethers()).toEqual(new Set(['1 ']))
    await setPrelabel({ togetherMs: ENOUGH_MS })
    await work()
    expect(await ensemble()).toMatchObject({ verdict: 'together' })
  })

  it('dissolves with a new champion until it is weighed again for that one', async () => {
    const { version, gate } = await judge({ every: 10, rest: [0] })
    expect(gate?.verdict).toBe('promote')
    expect(await ensemble()).toMatchObject({ champion: 1, verdict: 'together' })
    expect(await work('prelabel')).toEqual(['prelabel'])
    expect(await togethers()).toEqual(new Set([`${version} `]))
    expect(await work()).toEqual(['weigh', 'prelabel'])
    const weighed = await ensemble()
    expect(weighed).toMatchObject({ champion: version, verdict: 'together' })
    expect(await togethers()).toEqual(new Set([`${version} ${weighed?.asked.slice(1)}`]))
  })

  it('dissolves with a rollback, and is weighed for the champion before', async () => {
    const { store } = importing
    expect(await rollBack(store, projectId, (await loadProject(store, projectId)).champion, null)).toBe(1)
    await bus.emit('model.promoted', { projectId, version: 1 })
    expect(await work()).toEqual(['weigh', 'prelabel'])
    expect(await ensemble()).toMatchObject({ champion: 1, verdict: 'together' })
    const members = (await ensemble())?.asked.slice(1)
    expect(members).toContain(4)
    expect(await togethers()).toEqual(new Set([`1 ${members}`]))
  })

  it('goes on with the champion alone where the files of a member are gone, and says so in the log', async () => {
    const { store } = importing
    const warned = vi.spyOn(importing.log, 'warn')
    lost.add(4)
    await store.assets.updateMany({ projectId, status: 'suggested' }, { $set: { prelabelledBy: null } })
    await steps.prelabelBacklog(projectId)
    expect(await work()).toEqual(['prelabel'])
    expect(await ensemble()).toMatchObject({ champion: 1, verdict: 'member-lost' })
    expect(await togethers()).toEqual(new Set(['1 ']))
    expect(warned.mock.calls).toEqual([[{ error: 'v4 cannot be asked: the files of v4 are gone' }, expect.any(String)]])
    await steps.weighEnsemble(projectId)
    await steps.prelabelBacklog(projectId)
    expect(await work()).toEqual([])
  })

  it('is weighed without a member that cannot be asked', async () => {
    await setPrelabel({ togetherMs: 2 * ENOUGH_MS })
    await work()
    const weighed = await ensemble()
    expect(weighed?.asked).toContain(4)
    expect(weighed?.members.map(({ version }) => version)).toEqual(weighed?.asked.filter((version) => version !== 4))
  })
})
