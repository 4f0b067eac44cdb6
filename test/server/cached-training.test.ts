import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { carryOut } from '#server/pipeline.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import { readExecution } from '#server/pipelines/execution-records.ts'
import { savePipeline } from '#server/pipelines/pipeline-records.ts'
import { updateProject } from '#server/store/projects.ts'
import { requestRun } from '#server/training/request-run.ts'
import { loadRun } from '#server/training/run-records.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { LOOP_STEPS } from '#shared/pipeline/graph.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownTraining, openLabelled, quietJob } from './known-models.ts'

const LIMIT_MS = 120_000

describeWithMongo('a training that is taken over from before', () => {
  let importing: Importing
  let projectId: ProjectId
  let trainings = 0
  let go: (seed: number) => ReturnType<typeof carryOut>
  beforeAll(async () => {
    const labelled = await openLabelled({ images: 12, test: 4, validation: 4 })
    ;({ importing, projectId } = labelled)
    const { store, blobs, folder, log } = importing
    const queue = createQueue(store)
    const bus = createBus((error) => log.error(error))
    const predictors = knownPredictors(() => [])
    const steps = createSteps({ store, blobs, queue, bus, config: configOn(folder), predictors })
    const train = async () => {
      trainings++
      const weights = join(folder, `weights-${trainings}`)
      mkdirSync(weights)
      writeFileSync(join(weights, 'weights.bin'), `numbers ${trainings}`)
      return knownTraining(weights)
    }
    go = async (seed) => {
      const request = { architecture: 'auto', seed, parameters: {}, promote: true }
      const { run } = await requestRun({ store, queue }, projectId, request, { type: 'person', reason: 'a test' })
      return carryOut(quietJob, await loadRun(store, run.id), { ...steps, train })
    }
    const cached = LOOP_STEPS.map((step) => (step.id === 'train' ? { ...step, cache: true } : step))
    await savePipeline(store, projectId, { steps: cached, basedOn: 0, note: '', by: 'Ada' })
  }, LIMIT_MS)
  afterAll(() => importing?.close())

  it('is one of the same labels, parameters and champion, and no other', { timeout: LIMIT_MS }, async () => {
    const { store } = importing
    await go(0)
    await updateProject(store, projectId, { champion: null })
    const { model } = await go(0)
    expect([trainings, model?.version]).toEqual([1, 1])
    const again = await store.runs.findOne({ projectId, number: 2 })
    expect(again).toMatchObject({ state: 'succeeded', modelVersion: 1 })
    expect((await readExecution(store, again?._id ?? ('' as never)))?.states[1]).toMatchObject({ id: 'train', cachedFrom: 1 })
    await updateProject(store, projectId, { champion: null })
    expect((await go(1)).model?.version).toBe(2)
    expect(trainings).toBe(2)
  })
})
