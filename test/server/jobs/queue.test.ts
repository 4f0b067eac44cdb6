import { MongoNetworkError } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import { type JobHandlers, runJobs, SkipJob } from '#server/jobs/runner.ts'
import { createLog } from '#server/log.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { Job, JobName } from '#shared/domain/job.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'

const ANY_JOB = { name: 'prelabel', projectId: null, payload: {} } as const
const LONG_MS = 60_000

describeWithMongo('the job queue', () => {
  let store: Store
  let now = Date.now()
  const queueAt = () => createQueue(store, () => now)

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
  })
  afterAll(() => store.close())

  it('gives a job to one worker only', async () => {
    const queue = queueAt()
    const { id } = await queue.add(ANY_JOB)
    const taken = await Promise.all(['a', 'b', 'c'].map((worker) => queue.take(worker, ['prelabel'])))
    expect(taken.filter(Boolean)).toMatchObject([{ _id: id, attempt: 1 }])
  })

  it('refuses a second unfinished job with the same key, and allows it once the first has ended', async () => {
    const queue = queueAt()
    const request = { ...ANY_JOB, name: 'export', unique: 'once' } as const
    await queue.add(request)
    await expect(queue.add(request)).rejects.toMatchObject({ code: 'conflict' })
    const taken = await queue.take('a', ['export'])
    if (taken) await queue.finish(taken, 'succeeded', {})
    await expect(queue.add(request)).resolves.toMatchObject({ state: 'queued' })
  })

  it('lets MongoDB forget what came by itself a quarter of a year after its end, and nothing that a person asked for', async () => {
    const queue = queueAt()
    for (const name of ['weigh', 'restore-version'] as const) {
      await queue.add({ ...ANY_JOB, name })
      const taken = await queue.take('a', [name])
      if (taken) await queue.finish(taken, 'succeeded', {})
    }
    const kept = await store.jobs.find({ name: { $in: ['weigh', 'restore-version'] } }, { sort: { name: 1 } }).toArray()
    expect(kept.map(({ keptUntil }) => keptUntil)).toEqual([undefined, new Date(now + 90 * 24 * 3600_000)])
    const forgetting = (await store.jobs.indexes()).filter(({ expireAfterSeconds }) => expireAfterSeconds === 0)
    expect(forgetting.map(({ key }) => key)).toEqual([{ keptUntil: 1 }])
  })

  it('lets another worker take the job of one that died, and refuses what the dead one still writes', async () => {
    const queue = queueAt()
    const { id } = await queue.add({ ...ANY_JOB, name: 'evaluate' })
    const first = await queue.take('dead', ['evaluate'])
    now += LONG_MS
    const second = await queue.take('alive', ['evaluate'])
    expect(second).toMatchObject({ _id: id, attempt: 2 })
    expect(first && (await queue.renew(first))).toBeNull()
    expect(first && (await queue.finish(first, 'succeeded', { result: 'stale' }))).toBe(false)
    expect(second && (await queue.finish(second, 'succeeded', { result: 'fresh' }))).toBe(true)
    expect((await queue.get(id)).result).toBe('fresh')
  })

  it('gives a job up that ends its worker again and again without progress', async () => {
    const queue = queueAt()
    const { id } = await queue.add({ ...ANY_JOB, name: 'snapshot' })
    for (let death = 0; death < 10; death++) {
      await queue.take(`worker ${death}`, ['snapshot'])
      now += LONG_MS
    }
    expect(await queue.get(id)).toMatchObject({ state: 'failed' })
  })

  it('keeps a job whose workers die but make progress', async () => {
    const queue = queueAt()
    const { id } = await queue.add({ ...ANY_JOB, name: 'import' })
    for (let death = 0; death < 10; death++) {
      const taken = await queue.take(`worker ${death}`, ['import'])
      if (taken) await queue.renew(taken, { fraction: death / 10, message: 'on', secondsLeft: null })
      now += LONG_MS
    }
    expect(await queue.get(id)).toMatchObject({ state: 'running', attempt: 10 })
  })
})

describeWithMongo('a worker', () => {
  it('runs, skips, fails and cancels jobs, and hands back what is under way when it closes', async () => {
    const store = await openStore(testDatabase().uri)
    const queue = createQueue(store)
    const until = (signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
    const handlers = {
      import: async () => ({ assets: 3 }),
      sample: async () => {
        throw new SkipJob('nothing to do')
      },
      snapshot: async () => {
        throw new Error('broken')
      },
      train: ({ signal }) => until(signal),
      prelabel: ({ signal }) => until(signal),
    } satisfies Partial<JobHandlers>
    const worker = runJobs({
      worker: 'w',
      queue,
      store,
      handlers: handlers as unknown as JobHandlers,
      log: createLog('test', 'silent'),
    })
    const add = (name: JobName) => queue.add({ name, projectId: null, payload: {} })
    const [done, skipped, failed, cancelled, left] = [
      await add('import'),
      await add('sample'),
      await add('snapshot'),
      await add('train'),
      await add('prelabel'),
    ]
    const becomes = (id: Job['id'], wanted: Partial<Job>) =>
      eventually(async () => expect(await queue.get(id)).toMatchObject(wanted))
    // Of three that were asked for in one millisecond any may be the first.
    await becomes(done.id, { state: 'succeeded', result: { assets: 3 } })
    await becomes(skipped.id, { state: 'skipped', reason: 'nothing to do' })
    await becomes(failed.id, { state: 'failed', reason: 'broken' })
    await becomes(cancelled.id, { state: 'running' })
    await becomes(left.id, { state: 'running' })
    await queue.cancel(cancelled.id)
    await eventually(async () => expect((await queue.get(cancelled.id)).state).toBe('cancelled'))
    await worker.close()
    expect(await queue.get(left.id)).toMatchObject({ state: 'queued' })
    await store.close()
  })

  it('takes a job up again during which the database was away, and lives on where the end of one could not be written', async () => {
    const store = await openStore(testDatabase().uri)
    let later = 0
    const queue = createQueue(store, () => Date.now() + later)
    const unwritten = new Set(['export', 'sample'])
    const finish: Queue['finish'] = async (row, ...end) => {
      if (unwritten.delete(row.name)) throw new MongoNetworkError('connection refused')
      return queue.finish(row, ...end)
    }
    let attempts = 0
    const handlers = {
      snapshot: async () => {
        if (++attempts === 1) throw new MongoNetworkError('connection refused')
        return 'taken'
      },
      export: async () => 'written',
      sample: async () => {
        throw new Error('broken')
      },
    } satisfies Partial<JobHandlers>
    const worker = runJobs({
      worker: 'w',
      queue: { ...queue, finish },
      store,
      handlers: handlers as unknown as JobHandlers,
      log: createLog('test', 'silent'),
    })
    const add = (name: JobName) => queue.add({ name, projectId: null, payload: {} })
    const [written, broken] = [await add('export'), await add('sample')]
    await eventually(() => expect(unwritten.size).toBe(0))
    const taken = await add('snapshot')
    await eventually(() => expect(attempts).toBe(1))
    later = LONG_MS
    const becomes = (id: Job['id'], state: Job['state']) =>
      eventually(async () => expect(await queue.get(id)).toMatchObject({ state, attempt: 2 }))
    await becomes(written.id, 'succeeded')
    await becomes(broken.id, 'failed')
    await becomes(taken.id, 'succeeded')
    await worker.close()
    await store.close()
  })
})
