import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { Upload } from 'tus-js-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { ImportReport } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { vocXml } from './formats/read-all.ts'
import { aPicture } from './made-up-images.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }

describeWithMongo('uploads', () => {
  let server: DataServer
  let projectId: ProjectId
  let manager: string
  let annotator: string
  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project(EMPTY)
    manager = (await aStoredPerson(server.store, projectId, 'manager')).token
    annotator = (await aStoredPerson(server.store, projectId, 'annotator')).token
  })
  afterAll(() => server?.close())

  const send = (importId: string, path: string, content: Buffer, token: string | null, into: string = projectId): Promise<void> =>
    new Promise((resolve, reject) => {
      new Upload(content, {
        endpoint: `${server.address}/api/uploads`,
        headers: token ? { Authorization: `Bearer ${token}` } : {},
        metadata: { projectId: into, importId, path },
        retryDelays: null,
        onSuccess: () => resolve(),
        onError: reject,
      }).start()
    })
  const startImport = async (importId: string, options: object = {}, token = manager) =>
    server.ask(`/api/projects/${projectId}/imports`, token, { method: 'POST', body: JSON.stringify({ importId, ...options }) })
  async function imported(importId: string, options: object = {}): Promise<ImportReport> {
    const { jobId } = (await (await startImport(importId, options)).json()) as { jobId: never }
    const job = await server.ended(jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    return ImportReport.parse(job.result)
  }
  const uploadsLeft = () => readdirSync(join(server.config.dataFolder, 'uploads')).length

  test('sent file by file become assets under their paths, and are removed afterwards', async () => {
    const importId = newId<ImportId>('imp')
    await send(importId, 'set/1.png', await aPicture(1), manager)
    await send(importId, 'set/1.xml', Buffer.from(vocXml('1.png', [{ name: 'cat', box: [1, 2, 30, 40] }])), manager)
    const dry = await imported(importId, { dryRun: true })
    expect(dry).toMatchObject({ assets: 1, annotations: 1 })
    expect(uploadsLeft()).toBeGreaterThan(0)
    expect(server.heard).toEqual([])
    expect(await imported(importId, { approve: true })).toMatchObject({ format: 'voc', assets: 1, annotations: 1, rejected: [] })
    expect((await server.assets(projectId)).map(({ name, status }) => [name, status])).toEqual([['set/1.png', 'approved']])
    expect(uploadsLeft()).toBe(0)
    expect(server.heard).toEqual(['assets.ingested'])
    expect(await server.store.decisions.findOne({ projectId })).toMatchObject({
      type: 'import',
      sentence: '1 images and 1 annotations imported (voc)',
    })
  })

  test('a single archive is unpacked in place', async () => {
    const importId = newId<ImportId>('imp')
    const archive = zipSync({ 'a/2.png': await aPicture(2), '../../evil.png': await aPicture(3) })
    await send(importId, 'data.zip', Buffer.from(archive), manager)
    expect(await imported(importId)).toMatchObject({
      assets: 1,
      rejected: [{ file: '../../evil.png', reason: 'its path leads out of the data set ("..")' }],
    })
  })

  test('an upload that was never finished is named, the rest is imported', async () => {
    const importId = newId<ImportId>('imp')
    await send(importId, '4.png', await aPicture(4), manager)
    const metadata = Object.entries({ projectId, importId, path: 'broken.png' })
      .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
      .join()
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': '1000', 'Upload-Metadata': metadata }
    expect((await server.ask('/api/uploads', manager, { method: 'POST', headers })).status).toBe(201)
    expect(await imported(importId)).toMatchObject({
      assets: 1,
      rejected: [{ file: 'broken.png', reason: 'its upload was never finished' }],
    })
  })

  test.each([
    ['nobody', () => null, 401],
    ['who may not import', () => annotator, 403],
  ])('%s cannot send anything', async (_who, token, status) => {
    await expect(send(newId('imp'), '1.png', await aPicture(1), token())).rejects.toMatchObject({
      originalResponse: { getStatus: expect.any(Function) },
      message: expect.stringContaining(`response code: ${status}`),
    })
  })

  test('of another person cannot be looked at or continued without the right', async () => {
    const importId = newId<ImportId>('imp')
    await send(importId, '5.png', await aPicture(5), manager)
    const [name] = readdirSync(join(server.config.dataFolder, 'uploads')).filter((one) => !one.endsWith('.json'))
    const headers = { 'Tus-Resumable': '1.0.0' }
    expect((await server.ask(`/api/uploads/${name}`, annotator, { method: 'HEAD', headers })).status).toBe(403)
    expect((await server.ask(`/api/uploads/${name}`, manager, { method: 'HEAD', headers })).status).toBe(200)
    expect((await server.ask('/api/uploads/no-such-upload', manager, { method: 'HEAD', headers })).status).toBe(404)
    await imported(importId)
  })

  test.each([
    ['a path that leads outwards', { path: '../../evil.png' }],
    ['an import id that is a path', { importId: '../../evil' }],
    ['no path', { path: '' }],
  ])('with %s are refused', async (_what, bad) => {
    const { importId, path } = { importId: newId<string>('imp'), path: '1.png', ...bad }
    await expect(send(importId, path, await aPicture(1), manager)).rejects.toThrow('response code: 400')
  })

  test('for a project that does not exist are refused', async () => {
    await expect(send(newId('imp'), '1.png', await aPicture(1), manager, 'prj_none')).rejects.toThrow('response code: 404')
  })

  test('an import without uploads fails with the reason, and one by somebody who may not is forbidden', async () => {
    await expect(imported('imp_nothing')).rejects.toThrow('Nothing was uploaded for import imp_nothing')
    expect((await startImport('imp_other', {}, annotator)).status).toBe(403)
    expect((await startImport('imp_other', { split: 'everywhere' })).status).toBe(400)
  })
})
