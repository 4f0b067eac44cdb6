import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServedKeeping } from '#server/keeping-served.ts'
import { createLog } from '#server/log.ts'
import { loadProject } from '#server/store/projects.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { describeWithMongo } from '../support/mongo.ts'
import { type DataServer, startDataServer } from './datasets/data-server.ts'
import { aPicture } from './datasets/made-up-images.ts'

describeWithMongo('images that are sent for predictions', () => {
  let server: DataServer
  let projectId: ProjectId

  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project()
  })
  afterAll(() => server?.close())

  const keeping = (random: () => number) =>
    createServedKeeping({ config: server.config, queue: server.queue, log: createLog('test', 'silent'), random })
  const sent = async (seed: number) => {
    const answer = { name: 'image', width: 96, height: 64, annotations: [] }
    return { bytes: await aPicture(seed), answer }
  }
  const allow = (share: number) =>
    server.store.projects.updateOne({ _id: projectId }, { $set: { 'loop.monitoring': { keepServed: share } } })

  test('are kept nowhere unless the project says so', async () => {
    const { keep, close } = keeping(() => 0)
    await keep(await loadProject(server.store, projectId), [await sent(1)])
    await close()
    expect(await server.queue.list({ projectId, limit: 10 })).toEqual([])
  })

  test('come into the project by lot where it does, each once, and wait to be labelled', async () => {
    await allow(0.5)
    const draws = [0.1, 0.9, 0.2, 0.3]
    const { keep, close } = keeping(() => draws.shift() ?? 1)
    const project = await loadProject(server.store, projectId)
    await keep(project, [await sent(1), await sent(2), await sent(3)])
    await keep(project, [await sent(1)])
    await close()
    const [job, ...others] = await server.queue.list({ projectId, limit: 10 })
    expect(others).toEqual([])
    if (!job) throw new Error('Expected an import')
    expect((await server.ended(job.id)).state).toBe('succeeded')
    const assets = await eventually(() => server.assets(projectId))
    expect(assets.map(({ status, name }) => ({ status, name }))).toEqual([
      { status: 'new', name: expect.stringMatching(/^sent\/[0-9a-f]{16}\.png$/) },
      { status: 'new', name: expect.stringMatching(/^sent\/[0-9a-f]{16}\.png$/) },
    ])
  })
})
