import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { clusterRuns } from '#server/cluster-run.ts'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import { createSteps } from '#server/pipeline-steps.ts'
import { savePipeline } from '#server/pipelines/pipeline-records.ts'
import { loadProject } from '#server/store/projects.ts'
import { settleOrphanRuns } from '#server/training/request-run.ts'
import { loadRun } from '#server/training/run-records.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { PipelineStep } from '#shared/domain/pipeline.ts'
import { LOOP_STEPS } from '#shared/pipeline/graph.ts'
import { eventually } from '../support/eventually.ts'
import { describeWithMongo } from '../support/mongo.ts'
import type { Importing } from './datasets/importing.ts'
import { configOn, knownPredictors, knownTraining, openLabelled } from './known-models.ts'

const LIMIT_MS = 120_000

describeWithMongo('a run whose steps a cluster starts', () => {
  let importing: Importing
  let projectId: ProjectId
  let queue: Queue
  let trained: () => Promise<void>
  let told = 0
  let runs: ReturnType<typeof clusterRuns>
  beforeAll(async () => {
    const labelled = await openLabelled({ images: 12, test: 4, validation: 4 })
    ;({ importing, projectId } = labelled)
    const { store, blobs, folder, log } = importing
    queue = createQueue(store)
    trained = async () => {}
    const weights = join(folder, 'weights')
    mkdirSync(weights)
    writeFileSync(join(weights, 'weights.bin'), 'numbers')
    const predictors = knownPredictors((_, assetId) =>
      labelled.truth.flatMap((one) =>
        one.assetId === assetId ? [{ label: one.label, score: 0.9, shape: one.shape, value: null }] : [],
      ),
    )
    const bus = createBus((error) => log.error(error))
    const steps = createSteps({ store, blobs, queue, bus, config: configOn(folder), predictors })
    const train = async () => {
      await trained()
      return knownTraining(weights)
    }
    // Neither ends before both have begun.
    const tell = async () => {
      told++
      await eventually(async () => expect(told).toBe(2))
    }
    runs = clusterRuns({
      store,
      queue,
      steps: { ...steps, train, ownSteps: () => ({ http: { run: tell }, command: { run: tell } }) },
    })
  }, LIMIT_MS)
  afterAll(() => importing?.close())

  it('goes through its steps one process after another, taken by no worker, to the champion', { timeout: LIMIT_MS }, async () => {
    const { store } = importing
    const id = await runs.begin(projectId)
    expect(await queue.take('a worker', ['train'])).toBeNull()
    await expect(runs.step(id, 'train')).rejects.toThrow(/train waits for snapshot/)
    for (const step of LOOP_STEPS) await runs.step(id, step.id)
    expect(await loadRun(store, id)).toMatchObject({ state: 'succeeded', modelVersion: 1 })
    expect((await loadProject(store, projectId)).champion).toBe(1)
    expect(await store.jobs.findOne({ 'payload.runId': id })).toMatchObject({ state: 'succeeded' })
    await expect(runs.step(id, 'promote')).rejects.toThrow(/cluster holds/)
  })

  it('is taken again by the cluster as often as the step says, and fails then', { timeout: LIMIT_MS }, async () => {
    const { store } = importing
    const steps = LOOP_STEPS.map((step) => (step.id === 'train' ? { ...step, retries: 1 } : step))
    await savePipeline(store, projectId, {
      steps: steps.map((step) => PipelineStep.parse(step)),
      basedOn: 0,
      note: '',
      by: 'Ada',
    })
    trained = async () => {
      throw new Error('no memory')
    }
    const id = await runs.begin(projectId)
    await runs.step(id, 'snapshot')
    await expect(runs.step(id, 'train')).rejects.toThrow('no memory')
    expect((await loadRun(store, id)).finishedAt).toBeNull()
    await expect(runs.step(id, 'train')).rejects.toThrow('no memory')
    expect(await loadRun(store, id)).toMatchObject({ state: 'failed', message: 'no memory' })
  })

  it('is tried again in one process as often as its steps say, and ends there', { timeout: LIMIT_MS }, async () => {
    const { store } = importing
    let failures = 1
    trained = async () => {
      if (failures-- > 0) throw new Error('no memory')
    }
    expect(await loadRun(store, await runs.all(projectId))).toMatchObject({ state: 'succeeded' })
    failures = 2
    await expect(runs.all(projectId)).rejects.toThrow('no memory')
    const [last] = await store.runs.find({ projectId }).sort({ number: -1 }).toArray()
    expect(last).toMatchObject({ state: 'failed', message: 'no memory' })
  })

  it('is cancelled at once, also where the cluster that began it is gone', { timeout: LIMIT_MS }, async () => {
    const { store } = importing
    trained = async () => {}
    const id = await runs.begin(projectId)
    await runs.step(id, 'snapshot')
    const job = await store.jobs.findOne({ 'payload.runId': id })
    if (!job) throw new Error('Expected the run to have a job')
    expect(await queue.cancel(job._id)).toMatchObject({ state: 'cancelled' })
    await expect(runs.step(id, 'train')).rejects.toThrow(/cluster holds/)
    await settleOrphanRuns({ store, queue })
    expect((await loadRun(store, id)).state).toBe('cancelled')
  })

  it('ends with the last of the steps that do not need each other, whichever that is', { timeout: LIMIT_MS }, async () => {
    const { store } = importing
    trained = async () => {}
    const tell = (id: string) => ({ id, uses: 'http', needs: ['promote'], with: { url: 'https://example.org/' } })
    const steps = [...LOOP_STEPS, tell('one'), tell('other')].map((step) => PipelineStep.parse(step))
    await savePipeline(store, projectId, { steps, basedOn: 1, note: '', by: 'Ada' })
    const id = await runs.begin(projectId)
    for (const step of LOOP_STEPS) await runs.step(id, step.id)
    told = 0
    await Promise.all([runs.step(id, 'one'), runs.step(id, 'other')])
    expect(await loadRun(store, id)).toMatchObject({ state: 'succeeded' })
  })
})
