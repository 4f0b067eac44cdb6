import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { carryOut, type Steps } from '#server/pipeline.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import { loadProject, updateProject } from '#server/store/projects.ts'
import type { Store } from '#server/store/store.ts'
import { requestRun } from '#server/training/request-run.ts'
import { loadRun } from '#server/training/run-records.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownTraining, openLabelled, quietJob } from './known-models.ts'

const IMAGES = 24
const IN_TEST = 8
const IN_VALIDATION = 8
const TIMEOUT_MS = 600_000
/** More writes than a run ever makes. */
const MOST_WRITES = 400
const WRITES = new Set([
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteMany',
  'findOneAndUpdate',
  'bulkWrite',
])

class Death extends Error {}

describeWithMongo('a run whose worker dies at any write on the way from the weights to the verdict', () => {
  let importing: Importing
  let projectId: ProjectId
  let stepsOn: (store: Store) => Steps
  beforeAll(async () => {
    const labelled = await openLabelled({ images: IMAGES, test: IN_TEST, validation: IN_VALIDATION })
    ;({ importing, projectId } = labelled)
    const { store, blobs, folder, log } = importing
    const { truth } = labelled
    /** The first model misses every third object, every later one finds them all. */
    const answers = ({ version }: Model, assetId: AssetId): LabelledPrediction[] =>
      truth.flatMap(({ assetId: where, label, shape }, index) =>
        where !== assetId || (version === 1 && index % 3 === 0) ? [] : [{ label, score: 0.9, shape, value: null }],
      )
    const predictors = knownPredictors(answers)
    const config = configOn(folder)
    const queue = createQueue(store)
    stepsOn = (ofWorker) => ({
      ...createSteps({ store: ofWorker, blobs, queue, bus: createBus((error) => log.error(error)), config, predictors }),
      train: async (_context, run) => knownTraining(weightsOf(folder, run.number)),
    })
  })
  afterAll(() => importing?.close())

  it('is taken up and ends in one whole model with the verdict it deserves', { timeout: TIMEOUT_MS }, async () => {
    const { store, blobs } = importing
    await carryOut(quietJob, await newRun(), stepsOn(store))
    let deaths = 0
    for (let at = 1; at < MOST_WRITES; at++) {
      await updateProject(store, projectId, { champion: 1, challenger: null })
      const run = await newRun()
      const died = await carryOut(quietJob, run, stepsOn(dyingAt(store, at))).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Death) return true
          throw error
        },
      )
      const { champion } = await loadProject(store, projectId)
      if (champion !== 1)
        expect(
          await store.models.findOne({ projectId, version: champion ?? 0 }),
          `champion after a death at write ${at}`,
        ).toMatchObject({
          runId: run.id,
          evaluation: { split: 'test' },
          gate: { verdict: 'promote' },
        })
      const { model } = await carryOut(quietJob, await loadRun(store, run.id), stepsOn(store))
      if (!model) throw new Error('Expected the run to make a model')
      expect(model.gate, `verdict after a death at write ${at}`).toMatchObject({ verdict: 'promote', against: 1 })
      expect(await store.models.countDocuments({ projectId, runId: run.id })).toBe(1)
      expect(await store.models.findOne({ projectId, runId: run.id })).toMatchObject({ gate: { verdict: 'promote' } })
      expect(await loadProject(store, projectId)).toMatchObject({ champion: model.version, challenger: null })
      expect(await loadRun(store, run.id)).toMatchObject({ state: 'succeeded', modelVersion: model.version })
      expect(
        await store.decisions.countDocuments({ projectId, type: 'promotion', sentence: { $regex: `^v${model.version} ` } }),
      ).toBe(1)
      expect(await store.snapshots.countDocuments({ projectId })).toBeLessThanOrEqual(run.number)
      for (const { hash } of model.files) expect(await blobs.has(hash)).toBe(true)
      if (!died) break
      deaths++
    }
    expect(deaths).toBeGreaterThan(10)
  })

  async function newRun() {
    const { store } = importing
    const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
    const trigger = { type: 'person', reason: 'a test' } as const
    return (await requestRun({ store, queue: createQueue(store) }, projectId, request, trigger)).run
  }
})

function weightsOf(folder: string, number: number): string {
  const weights = join(folder, `weights-${number}`)
  mkdirSync(weights, { recursive: true })
  writeFileSync(join(weights, 'weights.bin'), `the numbers of run ${number}`)
  return weights
}

/** The store of a worker that dies right before its n-th write, and writes nothing any more. */
function dyingAt(store: Store, n: number): Store {
  let writes = 0
  const live = () => {
    writes++
    if (writes >= n) throw new Death(`died before write ${n}`)
  }
  const collectionOf = <Collection extends object>(collection: Collection): Collection =>
    new Proxy(collection, {
      get(target, name) {
        const member = Reflect.get(target, name, target) as unknown
        if (typeof member !== 'function') return member
        return (...words: unknown[]) => {
          if (WRITES.has(String(name))) live()
          return member.apply(target, words)
        }
      },
    })
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown
      return typeof member === 'object' && member !== null && 'updateOne' in member ? collectionOf(member) : member
    },
  })
}
