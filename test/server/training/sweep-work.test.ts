import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { requestRun } from '#server/training/request-run.ts'
import { updateRun } from '#server/training/run-records.ts'
import { sweepWork } from '#server/training/sweep-work.ts'
import { workFolderOf } from '#server/training/work-folder.ts'
import type { RunId } from '#shared/domain/ids.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describeWithMongo('what runs keep on a worker', () => {
  const config = { dataFolder: temporaryFolder(afterAll) }
  let store: Store
  let queue: Queue

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    queue = createQueue(store)
  })
  afterAll(() => store.close())

  async function runThatKeepsACheckpoint(): Promise<RunId> {
    const project = await createProject(store, { name: crypto.randomUUID(), task: 'detection', labels: [] })
    const reason = { type: 'milestone', reason: '100 new labels' } as const
    const { run } = await requestRun({ store, queue }, project.id, TrainRequest.parse({}), reason)
    await keepCheckpoint(run.id)
    return run.id
  }
  async function keepCheckpoint(runId: RunId): Promise<void> {
    await mkdir(workFolderOf(config, runId), { recursive: true })
    await writeFile(join(workFolderOf(config, runId), 'checkpoint.bin'), 'weights')
  }
  const isKept = (runId: RunId) => existsSync(join(workFolderOf(config, runId), 'checkpoint.bin'))

  it('goes when the run has ended without a model, and when nobody knows the run, but never under a run that goes on', async () => {
    const [active, cancelled, failed] = [
      await runThatKeepsACheckpoint(),
      await runThatKeepsACheckpoint(),
      await runThatKeepsACheckpoint(),
    ]
    const unknown = 'run_of_a_project_that_is_gone' as RunId
    await keepCheckpoint(unknown)
    await updateRun(store, active, { state: 'training' })
    await updateRun(store, cancelled, { state: 'cancelled' })
    await updateRun(store, failed, { state: 'failed' })
    await sweepWork({ store, config })
    expect([active, cancelled, failed, unknown].map(isKept)).toEqual([true, false, false, false])
  })
})
