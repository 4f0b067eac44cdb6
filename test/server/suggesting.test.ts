import { afterAll, beforeAll, expect, it } from 'vitest'
import { mountModels } from '#server/models/routes.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { aloneSuggests, championSuggests } from '#server/suggesting.ts'
import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { newOntology, type Ontology } from '#shared/ontology.ts'
import { aStoredPerson } from '../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../support/mongo.ts'
import { aStoredProject } from '../support/stored.ts'
import { knownPredictors } from './known-models.ts'

const whole = { kind: 'whole' } as const
const images = [{ assetId: 'ast_1' as AssetId, file: 'one', width: 8, height: 8 }]

/** Labels as they are called now: what was trained as `cat` is a `feline`, what was trained as `puppy` is a `dog`. */
function renamed(): Ontology {
  const ontology = newOntology(['feline', 'dog'])
  const former = { feline: ['cat'], dog: ['puppy'] } as const
  return { ...ontology, labels: ontology.labels.map((label) => ({ ...label, formerNames: [...former[label.name as 'dog']] })) }
}

describeWithMongo('who suggests', () => {
  let store: Store
  let server: HttpServer
  let projectId: ProjectId
  let token: string
  let stranger: string
  const scores: Readonly<Record<number, readonly [cat: number, dog: number]>> = { 1: [0.6, 0.4], 2: [0.2, 0.8] }
  const predictors = knownPredictors(({ version, labelNames }) =>
    (scores[version] ?? []).map((score, place) => ({ label: labelNames[place] ?? '', score, shape: whole, value: null })),
  )

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startHttpServer(store, (mount) =>
      mountModels(mount, { store, queue: null as never, bus: null as never, putIntoService: null as never }),
    )
    projectId = await aStoredProject(store, { task: 'classification', ontology: renamed(), champion: 1 })
    for (const version of [1, 2]) await store.models.insertOne({ _id: `run_${version}`, ...aModel(version) })
    token = (await aStoredPerson(store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(store, projectId, null)).token
  })
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })

  const aModel = (version: number): Model => ({
    projectId,
    version,
    runId: null,
    snapshotId: null,
    snapshotNumber: null,
    labels: 10,
    task: 'classification',
    architecture: 'known answers',
    engine: 'none',
    labelNames: ['cat', 'puppy'],
    files: [],
    parametersCount: 1,
    evaluation: null,
    validation: null,
    thresholds: [aThreshold('cat', 0.9), aThreshold('puppy', 0.9)],
    gate: null,
    trainingSeconds: 1,
    createdAt: 0,
  })
  const aThreshold = (label: string, threshold: number) => {
    return { label, threshold, basis: 'measured', precision: 1, recall: 1, samples: 40 } as const
  }
  const anEnsemble = (overrides: Partial<Ensemble> = {}): Ensemble => ({
    projectId,
    champion: 1,
    asked: [1, 2],
    members: [
      { version: 1, value: 0.8, latencyMs: 5 },
      { version: 2, value: 0.7, latencyMs: 6 },
    ],
    snapshotNumber: 1,
    images: 40,
    verdict: 'together',
    alone: 0.8,
    together: 0.84,
    difference: 0.04,
    low: 0.01,
    high: 0.07,
    losing: [],
    latencyMs: 11,
    budgetMs: 200,
    // The second is believed twice as much, and cats start ahead.
    learned: {
      weights: [1, 2],
      biases: [
        { label: 'cat', bias: 1 },
        { label: 'puppy', bias: 0 },
      ],
    },
    thresholds: [aThreshold('cat', 0.3), aThreshold('puppy', 0.4)],
    weighedAt: 1,
    ...overrides,
  })
  const keep = (ensemble: Ensemble) => store.ensembles.replaceOne({ _id: projectId }, ensemble, { upsert: true })
  const suggesting = async () => championSuggests({ store, predictors }, await loadProject(store, projectId), 1)

  it('is the champion alone before anything was weighed', async () => {
    const { by, predict } = await suggesting()
    expect(by).toMatchObject({ version: 1, together: [], thresholds: [{ threshold: 0.9 }, { threshold: 0.9 }] })
    expect(await predict(images)).toMatchObject([[{ label: 'feline', score: 0.6 }, { label: 'dog' }]])
  })

  it('is the members of the ensemble as they were taught, by their own thresholds, in the names that labels have now', async () => {
    await keep(anEnsemble())
    const { by, predict } = await suggesting()
    expect(by).toMatchObject({
      version: 1,
      together: [2],
      thresholds: [
        { label: 'feline', threshold: 0.3 },
        { label: 'dog', threshold: 0.4 },
      ],
    })
    // Softmax of the weighted logarithms: 0.6 · 0.2² · e against 0.4 · 0.8².
    const [cat, dog] = [0.6 * 0.2 ** 2 * Math.E, 0.4 * 0.8 ** 2]
    expect(await predict(images)).toEqual([
      [
        { label: 'dog', score: expect.closeTo(dog / (cat + dog)), shape: whole, value: null },
        { label: 'feline', score: expect.closeTo(cat / (cat + dog)), shape: whole, value: null },
      ],
    ])
  })

  it('is one version alone where somebody asks for that one', async () => {
    const { by, predict } = await aloneSuggests({ store, predictors }, await loadProject(store, projectId), 2)
    expect(by).toMatchObject({ version: 2, together: [] })
    expect(await predict(images)).toMatchObject([[{ score: 0.2 }, { score: 0.8 }]])
  })

  it.each([
    ['was weighed for another champion', { champion: 2 }],
    ['does not pay', { verdict: 'no-gain' }],
    ['costs a label', { verdict: 'label-loses' }],
    ['takes too long', { verdict: 'too-slow' }],
    ['has lost a member', { verdict: 'member-lost' }],
    ['could not be judged', { verdict: 'too-few' }],
  ] as const)('is the champion alone where the ensemble %s', async (_why, overrides) => {
    await keep(anEnsemble(overrides))
    expect((await suggesting()).by.together).toEqual([])
  })

  it('is told over HTTP to the people of the project, with the numbers, and to nobody else', async () => {
    await keep(anEnsemble())
    const path = `/api/projects/${projectId}/ensemble`
    expect(await server.ask(token, 'GET', path)).toEqual({ status: 200, body: anEnsemble() })
    expect((await server.ask(stranger, 'GET', path)).status).toBe(403)
    const other = await aStoredProject(store)
    const theirs = (await aStoredPerson(store, other, 'annotator')).token
    expect(await server.ask(theirs, 'GET', `/api/projects/${other}/ensemble`)).toEqual({ status: 200, body: null })
  })
})
