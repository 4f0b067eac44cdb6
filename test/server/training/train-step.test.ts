import { afterAll, beforeAll, expect, it } from 'vitest'
import { createQueue } from '#server/jobs/queue.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { requestRun } from '#server/training/request-run.ts'
import { trainRun } from '#server/training/train-step.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { configOn, quietJob } from '../known-models.ts'

describeWithMongo('the figures of a run', () => {
  const folder = temporaryFolder(afterAll)
  let store: Store
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
  })
  afterAll(() => store.close())

  it('know the best of validation also where all of it is below zero, as of numbers that nobody can tell yet', async () => {
    const project = await createProject(store, { name: crypto.randomUUID(), task: 'regression', labels: ['age'] })
    const reason = { type: 'person', reason: 'a test' } as const
    const { run } = await requestRun({ store, queue: createQueue(store) }, project.id, TrainRequest.parse({}), reason)
    await trainRun(
      {
        store,
        config: configOn(folder),
        onDisk: () => Promise.reject(new Error('Expected no image to be asked for')),
        warmStart: null,
        startingPoint: null,
        async start(_spec, { onMessage } = {}) {
          for (const [epoch, metric] of [-3, -0.5, -1].entries())
            onMessage?.({ type: 'validation', step: epoch, epoch, metricName: 'R²', metric, perLabel: [] })
          onMessage?.({ type: 'wentBack', from: 84, step: 60, rateFactor: 0.5 })
          return { modelFolder: folder, architecture: 'known', validation: null, secondsElapsed: 1 }
        },
      },
      quietJob,
      project,
      run,
      [],
    )
    expect((await store.runs.findOne({ _id: run.id }))?.metrics).toMatchObject({ validation: -1, best: -0.5 })
    const lines = await store.runLogs.find({ runId: run.id }).toArray()
    expect(lines.map(({ line }) => line)).toContain('The loss ran away at step 84: back to step 60 with 0.5 of the learning rate')
  })
})
