import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import { loadProject } from '#server/store/projects.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownRuns, openLabelled, type Truth } from './known-models.ts'

const IMAGES = 90
const IN_TEST = 40
const IN_VALIDATION = 30

/** How often a model whose answers are known finds each label: all but every n-th object of it; 0 for all. */
type Skill = Readonly<Record<'disc' | 'block', number>>

describeWithMongo('the loop from labels to the verdict, with models whose answers are known', () => {
  let importing: Importing
  let projectId: ProjectId
  let judge: (skill: Skill) => Promise<Model>
  /** Every object, in the order that says which of them a model misses. */
  let truth: Truth
  const champion = async () => (await loadProject(importing.store, projectId)).champion

  beforeAll(async () => {
    ;({ importing, projectId, truth } = await openLabelled({ images: IMAGES, test: IN_TEST, validation: IN_VALIDATION }))
    const { store, blobs, folder, log } = importing
    const skills = new Map<number, Skill>()
    const answers = (skill: Skill, assetId: string): LabelledPrediction[] =>
      truth.flatMap(({ assetId: where, label, shape }, index) => {
        const every = skill[label as keyof Skill]
        if (where !== assetId || (every > 0 && index % every === 0)) return []
        return [{ label, score: 0.5 + (index % 40) / 100, shape, value: null }]
      })
    const predictors = knownPredictors(({ version }, assetId) => answers(skills.get(version) as Skill, assetId))
    const queue = createQueue(store)
    const bus = createBus((error) => log.error(error))
    const config = configOn(folder)
    const steps = createSteps({ store, blobs, queue, bus, config, predictors })
    judge = knownRuns({ store, queue, folder, projectId, steps }, skills)
  })
  afterAll(() => importing?.close())

  it('promotes the first model', async () => {
    expect((await judge({ disc: 3, block: 10 })).gate).toMatchObject({ verdict: 'promote', against: null })
    expect(await champion()).toBe(1)
  })

  it('never promotes a worse model, however it is worse', async () => {
    for (const worse of [
      { disc: 2, block: 10 },
      { disc: 3, block: 2 },
      { disc: 2, block: 2 },
    ]) {
      const { gate } = await judge(worse)
      expect(gate).toMatchObject({ verdict: 'hold', against: 1 })
      expect(gate?.difference).toBeLessThan(0)
      expect(await champion()).toBe(1)
    }
  })

  it('holds a model that is as good, and no better', async () => {
    expect((await judge({ disc: 3, block: 10 })).gate).toMatchObject({ verdict: 'hold', difference: 0 })
    expect(await champion()).toBe(1)
  })

  it('holds a model that gains in the mean and loses more than the margin on one label, and names it', async () => {
    const { gate, evaluation } = await judge({ disc: 0, block: 4 })
    expect(gate?.difference).toBeGreaterThan(0.05)
    expect(gate).toMatchObject({ verdict: 'hold', reasons: [expect.stringMatching(/^block -\d/)] })
    expect(evaluation).toMatchObject({ split: 'test' })
    expect(await champion()).toBe(1)
  })

  it('promotes a model that gains and loses nowhere', async () => {
    const { gate, version } = await judge({ disc: 0, block: 10 })
    expect(gate).toMatchObject({ verdict: 'promote' })
    expect(await champion()).toBe(version)
  })

  it('keeps a closer look at every model on validation and test, and at the champion on its rival’s images', async () => {
    const { store } = importing
    const looks = await store.examinations.find({ projectId }).toArray()
    expect(looks.map(({ version, split }) => `${version} ${split}`).sort()).toEqual(
      [1, 2, 3, 4, 5, 6, 7].flatMap((version) => [`${version} test`, `${version} validation`]),
    )
    const newest = Math.max(...looks.map(({ snapshotNumber }) => snapshotNumber))
    expect(looks.find(({ version, split }) => version === 1 && split === 'test')?.snapshotNumber).toBe(newest)
    const missed = await store.cases.find({ projectId, version: 1, split: 'test', kind: 'miss' }).toArray()
    const wanted = truth.flatMap(({ _id, assetId, label, shape }, index) =>
      index % (label === 'disc' ? 3 : 10) === 0 ? [{ _id, assetId, label, box: bounds(shape) }] : [],
    )
    const inTest = new Set<AssetId>((await store.assets.find({ projectId, split: 'test' }).toArray()).map(({ _id }) => _id))
    expect(new Set(missed.map(({ annotationId }) => annotationId))).toEqual(
      new Set(wanted.filter(({ assetId }) => inTest.has(assetId)).map(({ _id }) => _id)),
    )
  })
})
