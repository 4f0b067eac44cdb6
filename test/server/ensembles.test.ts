import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createJobHandlers } from '#server/job-handlers.ts'
import { createQueue } from '#server/jobs/queue.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { loadEnsemble } from '#server/models/ensemble-records.ts'
import { loadModel, promoteModel, rollBack } from '#server/models/model-records.ts'
import { carryOut, connectPipeline } from '#server/pipeline.ts'
import { createSteps, lightSteps } from '#server/pipeline-steps.ts'
import { loadProject, updateProject } from '#server/store/projects.ts'
import { requestRun } from '#server/training/request-run.ts'
import { loadRun } from '#server/training/run-records.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { JobName } from '#shared/domain/job.ts'
import type { Model } from '#shared/domain/training.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownTraining, openLabelled, quietJob, type Truth } from './known-models.ts'

const IMAGES = 100
const IN_TEST = 30
const IN_VALIDATION = 40
const UNDECIDED = 15

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
  let work: () => Promise<JobName[]>
  let splitOf: Map<string, string>
  const lost = new Set<number>()
  const askedOf: { version: number; assetId: AssetId }[] = []
  const ensemble = () => loadEnsemble(importing.store, projectId)
  const suggestions = () => importing.store.annotations.find({ projectId, status: 'suggested' }).toArray()
  const togethers = async () =>
    new Set(
      (await suggestions()).map(({ origin }) => (origin.type === 'model' ? `${origin.version} ${origin.together ?? ''}` : '')),
    )

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
    const bus = createBus((error) => log.error(error))
    const deps = { store, blobs, queue, bus, config: configOn(folder), predictors, log }
    const steps = createSteps(deps)
    connectPipeline(bus, { ...lightSteps(deps), considerTraining: async () => {}, embedBacklog: async () => {} })
    const unused = { embed: () => Promise.reject(new Error('Expected nobody to embed')) } as never
    const handlers = createJobHandlers({ ...deps, vectors: unused, comparing: unused })

    judge = async (skill) => {
      const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
      const { run } = await requestRun({ store, queue }, projectId, request, { type: 'person', reason: 'a test' })
      const weights = join(folder, `weights-${run.number}`)
      mkdirSync(weights)
      writeFileSync(join(weights, 'weights.bin'), JSON.stringify(skill))
      skills.set(run.number, skill)
      const { model } = await carryOut(quietJob, await loadRun(store, run.id), {
        ...steps,
        train: async () => knownTraining(weights),
      })
      await bus.emit('run.finished', { projectId, runId: run.id })
      return model
    }
    work = async () => {
      const done: JobName[] = []
      for (;;) {
        const row = await queue.take('a test', ['weigh', 'prelabel'])
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
  afterAll(() => importing?.close())

  it('weighs nothing while there is one model', async () => {
    await judge({ every: 4, rest: [0] })
    expect(await work()).toEqual(['prelabel'])
    expect(await ensemble()).toBeNull()
    expect(await togethers()).toEqual(new Set(['1 ']))
  })
})
