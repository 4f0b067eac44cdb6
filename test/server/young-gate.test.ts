import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownRuns, openLabelled, type Truth } from './known-models.ts'

const SPLIT = { images: 60, test: 8, validation: 12 }

/** Which objects of the test split a model misses, by their place among them; it finds every other. */
type Missed = readonly number[]

describeWithMongo('the gate of a young project, whose test split is a few images', () => {
  let importing: Importing
  let projectId: ProjectId
  let tested: Truth
  let judge: (missed: Missed) => Promise<Model>
  const approve = (status: 'new' | 'approved', ids: AssetId[]) =>
    importing.store.assets.updateMany({ _id: { $in: ids } }, { $set: { status } })
  let later: AssetId[]

  beforeAll(async () => {
    const labelled = await openLabelled(SPLIT)
    ;({ importing, projectId } = labelled)
    const { store, blobs, folder, log } = importing
    const assets = await store.assets.find({ projectId }).toArray()
    const idsOf = (name: string) => assets.filter(({ split }) => split === name).map(({ _id }) => _id)
    const inTest = new Set(idsOf('test'))
    tested = labelled.truth.filter(({ assetId }) => inTest.has(assetId))
    const places = new Map(tested.map(({ _id }, place) => [_id, place]))
    later = idsOf('train').slice(0, 20)
    await approve('new', later)
    const skills = new Map<number, Missed>()
    const answers = (missed: Missed, assetId: AssetId): LabelledPrediction[] =>
      labelled.truth.flatMap(({ _id, assetId: where, label, shape }) => {
        if (where !== assetId || missed.includes(places.get(_id) ?? -1)) return []
        return [{ label, score: 0.9, shape, value: null }]
      })
    const predictors = knownPredictors(({ version }, assetId) => answers(skills.get(version) ?? [], assetId))
    const queue = createQueue(store)
    const steps = createSteps({
      store,
      blobs,
      queue,
      bus: createBus((error) => log.error(error)),
      config: configOn(folder),
      predictors,
    })
    judge = knownRuns({ store, queue, folder, projectId, steps }, skills)
  })
  afterAll(() => importing?.close())

  it('takes a model of as many labels for what it shows there', async () => {
    await judge([0])
    expect((await judge([0, 1])).gate).toMatchObject({ verdict: 'hold', reasons: [expect.stringMatching(/is not better/)] })
  })

  it('lets a model of many more labels pass that a few images cannot tell from the champion, and says so', async () => {
    await approve('approved', later)
    const { gate } = await judge([tested.length - 1])
    expect(gate).toMatchObject({ verdict: 'promote', reasons: [expect.stringMatching(/test images cannot tell from noise/)] })
  })

  it('holds one of many more labels that is clearly worse', async () => {
    await importing.store.projects.updateOne({ _id: projectId }, { $set: { champion: 1 } })
    const { gate } = await judge(tested.flatMap((_, place) => (place % 2 ? [place] : [])))
    expect(gate).toMatchObject({ verdict: 'hold', against: 1 })
  })
})
