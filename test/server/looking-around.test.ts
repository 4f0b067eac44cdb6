import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { readConfig } from '#server/config.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { lightSteps } from '#server/light-steps.ts'
import { createLog } from '#server/log.ts'
import { lookingAround } from '#server/looking-around.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { aStoredAsset } from '../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../support/mongo.ts'

const log = createLog('test', 'silent')

describeWithMongo('what a worker looks after', () => {
  let store: Store
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
  })
  afterAll(() => store.close())

  it('in one project fails, and the others are looked after all the same', async () => {
    const [broken, whole] = [await project(), await project()]
    await store.projects.updateOne({ _id: broken }, { $set: { 'loop.schedule': { enabled: true, cron: 'every night' } } })
    const approved = { suggested: 0, draft: 0, approved: { cat: 60 } }
    for (const split of ['train', 'test'] as const)
      await aStoredAsset(store, whole, { split, status: 'approved', counts: approved })
    const queue = createQueue(store)
    const bus = createBus((error) => expect.unreachable(String(error)))
    const { considerTraining } = lightSteps({ store, queue, bus, config: readConfig({}) })
    const everywhere = [() => Promise.reject(new Error('a disk is full'))]
    await lookingAround({ store, log, everywhere, inProject: [(id) => considerTraining(id)] })()
    expect(await store.runs.find().toArray()).toMatchObject([{ projectId: whole }])
  })

  it('is not looked after twice at the same time, however long it takes', async () => {
    let begun = 0
    let end = () => {}
    const slow = () =>
      new Promise<void>((resolve) => {
        begun++
        end = resolve
      })
    const look = lookingAround({ store, log, everywhere: [slow], inProject: [] })
    const first = look()
    await look()
    expect(begun).toBe(1)
    end()
    await first
    const second = look()
    expect(begun).toBe(2)
    end()
    await second
  })

  const project = async () => (await createProject(store, { name: crypto.randomUUID(), task: 'detection', labels: ['cat'] })).id
})
