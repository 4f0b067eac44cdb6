import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import type { Steps } from '#server/pipeline.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { trainJob } from '#server/train-job.ts'
import { requestRun } from '#server/training/request-run.ts'
import { settleTrials } from '#server/training/settle-trials.ts'
import { stopTrials, trialRuns } from '#server/training/trial-runs.ts'
import { advanceStudies, advanceStudy } from '#server/tuning/advance-study.ts'
import { createStudy, trialRunsOf, updateStudy } from '#server/tuning/study-records.ts'
import type { ProjectId, SnapshotId } from '#shared/domain/ids.ts'
import { type Study, StudyRequest } from '#shared/domain/study.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { quietJob } from '../known-models.ts'

const REQUEST = StudyRequest.parse({
  space: [{ type: 'float', name: 'learningRate', low: 1e-4, high: 1e-2, scale: 'log' }],
  budget: { runs: 5 },
})
const WORKERS = 3

describeWithMongo('a study in the database', () => {
  let store: Store
  let queue: Queue
  let projectId: ProjectId
  let study: Study
  const deps = () => ({ store, trials: trialRuns({ store, queue }) })
  const jobs = () => store.jobs.find({ projectId }).toArray()
  const looked = () => settleTrials({ store, trials: trialRuns({ store, queue }) })

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    queue = createQueue(store)
    await store.workers.insertMany(
      Array.from({ length: WORKERS }, (_, place) => ({ _id: `worker_${place}`, engine: null, engines: [], seenAt: new Date() })),
    )
  })
  beforeEach(async () => {
    await store.jobs.deleteMany({})
    projectId = (await createProject(store, { name: crypto.randomUUID(), task: 'detection', labels: [] })).id
    const { id } = await createStudy(store, projectId, REQUEST)
    const snapshot = { id: 'snp_1' as SnapshotId, number: 1, labels: 10 }
    const frozen = await updateStudy(store, id, ['running'], { snapshot })
    if (!frozen) throw new Error('Expected the study')
    study = frozen
  })
  afterAll(() => store.close())

  it('asks for as many runs as there are workers, once each, however many processes ask at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => advanceStudy(deps(), study.id)))
    const runs = await trialRunsOf(store, study.id)
    expect(runs.map(({ trial }) => trial.number)).toEqual([1, 2, 3])
    expect(new Set(runs.map(({ requested }) => requested.learningRate)).size).toBe(WORKERS)
    expect((await jobs()).map(({ payload }) => payload.runId).sort()).toEqual(runs.map(({ id }) => id).sort())
  })

  it('goes on to the next run once one has its figure, and knows the best', async () => {
    await advanceStudy(deps(), study.id)
    const [first] = await trialRunsOf(store, study.id)
    if (!first) throw new Error('Expected a run')
    const reached = [{ share: 1, value: 0.8, seconds: 5 }]
    await store.runs.updateOne({ _id: first.id }, { $set: { state: 'succeeded', finishedAt: 1, 'trial.reached': reached } })
    await advanceStudies(deps())
    expect((await trialRunsOf(store, study.id)).length).toBe(4)
    expect(await store.studies.findOne({ _id: study.id })).toMatchObject({ best: { runId: first.id, trial: 1, value: 0.8 } })
  })

  it('writes the job of a run again whose process died before it could', async () => {
    await advanceStudy(deps(), study.id)
    await store.jobs.deleteMany({ projectId })
    await looked()
    expect((await jobs()).length).toBe(WORKERS)
    await looked()
    expect((await jobs()).length).toBe(WORKERS)
  })

  it('takes no harm when two write the job of a run at once', async () => {
    await advanceStudy(deps(), study.id)
    const [run] = await trialRunsOf(store, study.id)
    if (!run) throw new Error('Expected a run')
    await Promise.all([deps().trials.queued(run), deps().trials.queued(run)])
    expect((await jobs()).length).toBe(WORKERS)
  })

  it('leaves the runs of a paused study alone, and ends those whose job was given up', async () => {
    await advanceStudy(deps(), study.id)
    await store.jobs.deleteMany({ projectId })
    await updateStudy(store, study.id, ['running'], { state: 'paused' })
    await looked()
    expect(await jobs()).toEqual([])
    await updateStudy(store, study.id, ['paused'], { state: 'running' })
    await looked()
    const [job] = await jobs()
    if (!job) throw new Error('Expected a job')
    await store.jobs.updateOne({ _id: job._id }, { $set: { state: 'failed', reason: 'Its worker ended 4 times', finishedAt: 1 } })
    await looked()
    const states = (await trialRunsOf(store, study.id)).map(({ id, state, message }) => [
      id === job.payload.runId,
      state,
      message,
    ])
    expect(states.filter(([given]) => given)).toEqual([[true, 'failed', 'Its worker ended 4 times']])
    expect(states.filter(([given]) => !given).map(([, state]) => state)).toEqual(['queued', 'queued'])
  })

  it('goes on with a run that it paused and resumed before its worker had heard of either', async () => {
    await advanceStudy(deps(), study.id)
    const job = await queue.take('worker_0', ['train'])
    const run = (await trialRunsOf(store, study.id)).find(({ id }) => id === job?.payload.runId)
    if (!job || !run) throw new Error('Expected a run in the hands of a worker')
    const stop = new AbortController()
    let isTraining = false
    const train = ({ signal }: JobContext) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')))
        isTraining = true
      })
    const steps = { takeSnapshot: async () => null, train } as unknown as Steps
    const bus = createBus((error) => expect.unreachable(String(error)))
    const working = trainJob({ store, bus, steps })({ ...quietJob, job, signal: stop.signal })
    await eventually(() => expect(isTraining).toBe(true))
    await stopTrials({ store, queue }, [run], { keep: true })
    const { share, atGate } = run.trial
    await deps().trials.goOn(run, { share, atGate, promote: run.promote })
    stop.abort('cancelled')
    await expect(working).rejects.toThrow('stopped')
    expect(await store.runs.findOne({ _id: run.id })).toMatchObject({ state: 'queued', finishedAt: null, trial: { stage: 2 } })
  })

  it('remembers of a run that its worker died, also when another of its jobs goes on with it', async () => {
    await advanceStudy(deps(), study.id)
    const [run] = await trialRunsOf(store, study.id)
    const job = await store.jobs.findOne({ 'payload.runId': run?.id })
    if (!run || !job) throw new Error('Expected a run and its job')
    const train = () => Promise.reject(new Error('as far as here'))
    const steps = { takeSnapshot: async () => null, train } as unknown as Steps
    const bus = createBus((error) => expect.unreachable(String(error)))
    const takenUp = async (attempt: number) => {
      const working = trainJob({ store, bus, steps })({ ...quietJob, job: { ...job, attempt } })
      await expect(working).rejects.toThrow('as far as here')
      await store.runs.updateOne({ _id: run.id }, { $set: { state: 'queued', finishedAt: null } })
      return (await store.runs.findOne({ _id: run.id }))?.attempt
    }
    expect(await takenUp(2)).toBe(2)
    expect(await takenUp(1)).toBe(2)
  })

  it('does not stand in the way of the loop: a project has a run of its own beside it, and that is taken first', async () => {
    await advanceStudy(deps(), study.id)
    const { run } = await requestRun({ store, queue }, projectId, TrainRequest.parse({}), {
      type: 'milestone',
      reason: '100 labels',
    })
    const second = requestRun({ store, queue }, projectId, TrainRequest.parse({}), { type: 'milestone', reason: '100 labels' })
    await expect(second).rejects.toMatchObject({ code: 'conflict' })
    const taken = await queue.take('worker_0', ['train'])
    expect(taken?.payload.runId).toBe(run.id)
    const next = await queue.take('worker_1', ['train'])
    expect((await trialRunsOf(store, study.id)).map(({ id }) => id)).toContain(next?.payload.runId)
  })

  it('is found by index scans', async () => {
    const plans = await Promise.all([
      store.studies.find({ projectId }).sort({ number: -1 }).explain('queryPlanner'),
      store.studies.find({ state: { $in: ['running', 'judging'] } }).explain('queryPlanner'),
      store.runs
        .find({ 'trial.studyId': study.id, 'trial.number': { $exists: true } })
        .sort({ 'trial.number': 1 })
        .explain('queryPlanner'),
    ])
    for (const plan of plans.map((one) => JSON.stringify(one))) {
      const winning = plan.slice(plan.indexOf('"winningPlan"'), plan.indexOf('"rejectedPlans"'))
      expect(winning).toContain('"IXSCAN"')
      expect(winning).not.toContain('"COLLSCAN"')
      expect(winning).not.toContain('"stage":"SORT"')
    }
  })
})

describeWithMongo('a database from before studies', () => {
  it('lets a study’s runs stand beside the loop’s, and still keeps the loop to one', async () => {
    const { uri, name } = testDatabase()
    const client = await MongoClient.connect(uri)
    const runs = client.db(name).collection('runs')
    const before = { projectId: 'prj_1', state: 'training', number: 1 }
    await runs.createIndex(
      { projectId: 1 },
      { name: 'one_pending_run', unique: true, partialFilterExpression: { state: { $in: ['queued', 'training'] } } },
    )
    await runs.insertOne({ ...before })
    const store = await openStore(uri)
    await runs.insertOne({ ...before, number: 2, trial: { studyId: 'stu_1', number: 1 } })
    await expect(runs.insertOne({ ...before, number: 3, trial: null })).rejects.toThrow('one_pending_run')
    await store.close()
    await client.close()
  })
})
