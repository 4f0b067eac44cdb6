import { afterAll, beforeAll, expect, it } from 'vitest'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import { mountJobs } from '#server/jobs/routes.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { Job } from '#shared/domain/job.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

describeWithMongo('the list of jobs', () => {
  let store: Store
  let queue: Queue
  let server: HttpServer
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    queue = createQueue(store)
    const metrics = { eventLoopDelay: () => ({ p50: 0, p99: 0 }) }
    server = await startHttpServer(store, (mount) => mountJobs(mount, { store, queue, metrics, version: 'a test' }))
  })
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })

  it('holds the newest of what a person may see, however many newer ones there are of others', async () => {
    const [own, other] = [await aStoredProject(store), await aStoredProject(store)]
    const { token } = await aStoredPerson(store, own, 'annotator')
    const mine = await queue.add({ name: 'embed', projectId: own, payload: {} })
    for (let more = 0; more < 3; more++) await queue.add({ name: 'embed', projectId: other, payload: {} })
    const list = async (query: string) =>
      (await server.ask(token, 'GET', `/api/jobs?${query}`)) as { status: number; body: Job[] }
    expect((await list('limit=2')).body.map(({ id }) => id)).toEqual([mine.id])
    expect((await list(`projectId=${own}`)).body).toHaveLength(1)
    expect((await list(`projectId=${other}`)).status).toBe(403)
  })
})
