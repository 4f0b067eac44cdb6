import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createQueue, type Queue } from '#server/jobs/queue.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { requestRun } from '#server/training/request-run.ts'
import { mountRuns } from '#server/training/routes.ts'
import { appendLog, updateRun } from '#server/training/run-records.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Run } from '#shared/domain/training.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

const LINES = 600
const LINES_SHOWN = 500

describeWithMongo('a run that people look at', () => {
  let store: Store
  let queue: Queue
  let server: HttpServer
  let projectId: ProjectId
  let run: Run
  let manager: string

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    queue = createQueue(store)
    server = await startHttpServer(store, (mount) => mountRuns(mount, { store, queue }))
  })
  beforeEach(async () => {
    projectId = await aStoredProject(store)
    manager = (await aStoredPerson(store, projectId, 'manager')).token
    const reason = { type: 'milestone', reason: '100 new labels' } as const
    ;({ run } = await requestRun({ store, queue }, projectId, TrainRequest.parse({}), reason))
  })
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })
  const ask = (method: string, path = '', token = manager, project = projectId) =>
    server.ask(token, method, `/api/projects/${project}/runs/${run.id}${path}`)

  it('is closed to those of another project, whatever address they give it', async () => {
    const other = await aStoredProject(store)
    const stranger = (await aStoredPerson(store, other, 'manager')).token
    expect((await ask('GET', '', stranger)).status).toBe(403)
    expect((await ask('GET', '', stranger, other)).status).toBe(404)
    expect((await ask('POST', '/cancel', stranger, other)).status).toBe(404)
    expect(await ask('GET')).toMatchObject({ status: 200, body: { run: { id: run.id } } })
  })

  it('shows the newest lines of its log, in their order', async () => {
    for (let line = 1; line <= LINES; line++) await appendLog(store, run.id, `line ${line}`)
    const { log } = (await ask('GET')).body as { log: { line: string }[] }
    expect(log).toHaveLength(LINES_SHOWN)
    expect([log[0]?.line, log.at(-1)?.line]).toEqual([`line ${LINES - LINES_SHOWN + 1}`, `line ${LINES}`])
  })

  it('ends at once where nobody has it in hands, also one that a worker has given back', async () => {
    await updateRun(store, run.id, { state: 'training', startedAt: Date.now() })
    expect((await ask('POST', '/cancel')).status).toBe(200)
    expect(await store.runs.findOne({ _id: run.id })).toMatchObject({ state: 'cancelled', finishedAt: expect.any(Number) })
    expect((await ask('POST', '/cancel')).status).toBe(409)
  })
})
