import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { requestRun, requestRunByPerson } from '#server/training/request-run.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'

const PLAIN = TrainRequest.parse({})
const PARTICULAR = TrainRequest.parse({ epochs: 3 })

describeWithMongo('a training that a person asks for', () => {
  let store: Store
  let queue: Queue
  let projectId: ProjectId
  const automatic = () => requestRun({ store, queue }, projectId, PLAIN, { type: 'milestone', reason: '100 new labels' })
  const asked = (request: TrainRequest, name = 'Ada') => requestRunByPerson({ store, queue }, projectId, request, name)

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    queue = createQueue(store)
  })
  beforeEach(async () => {
    projectId = (await createProject(store, { name: crypto.randomUUID(), task: 'detection', labels: [] })).id
  })
  afterAll(() => store.close())

  it('is the one under way where that sees every approved label and nothing particular is wanted', async () => {
    const { run } = await automatic()
    expect((await asked(PLAIN)).run.id).toBe(run.id)
  })

  it('takes the place of an automatic one whose snapshot is older than the labels', async () => {
    const { run } = await automatic()
    await store.runs.updateOne({ _id: run.id }, { $set: { labels: 7 } })
    expect((await asked(PLAIN)).run).toMatchObject({ trigger: { type: 'person' }, state: 'queued' })
    expect(await store.runs.findOne({ _id: run.id })).toMatchObject({ state: 'cancelled' })
  })

  it("does not push another person's aside", async () => {
    await asked(PARTICULAR, 'Grace')
    await expect(asked(PARTICULAR)).rejects.toMatchObject({ code: 'conflict' })
  })
})
