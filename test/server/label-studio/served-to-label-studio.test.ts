import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { createLog } from '#server/log.ts'
import type { Predictors } from '#server/prelabel/predictors.ts'
import { admitLabelStudio, mountRegistry } from '#server/registry-routes.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { newId, type ProjectId } from '#shared/domain/ids.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { aModel, configOn } from '../known-models.ts'

const CONFIG =
  '<View><Image name="img" value="$image"/><RectangleLabels name="tag" toName="img"><Label value="cat"/><Label value="dog"/></RectangleLabels></View>'
const [WIDTH, HEIGHT] = [200, 100]
const TOKEN_OF_THEIRS = 'a-token-of-label-studio'

describeWithMongo('a champion as an ML backend: what Label Studio 1.23 was recorded to send', () => {
  let store: Store
  let server: HttpServer
  let projectId: ProjectId
  let manager: string
  let labelStudio: Server
  let hostname: string
  let image: Buffer
  const asked: { version: number; sizes: [number, number][] }[] = []

  beforeAll(async () => {
    const folder = temporaryFolder(afterAll)
    const log = createLog('test', 'silent')
    store = await openStore(testDatabase().uri)
    image = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#345' } })
      .png()
      .toBuffer()
    const predictors: Predictors = {
      predict: () => Promise.reject(new Error('Expected to be asked about the bytes of images')),
      answer: async ({ version }, images) => {
        const sizes = await Promise.all(
          images.map(async (one): Promise<[number, number]> => {
            const { width, height } = await sharp('bytes' in one ? one.bytes : one.file).metadata()
            return [width, height]
          }),
        )
        asked.push({ version, sizes })
        const box = { kind: 'box', x: 20, y: 10, width: 50, height: 40 } as const
        return sizes.map(([width, height]) => ({
          width,
          height,
          predictions: [
            { label: 'cat', score: 0.9, shape: box, value: null },
            { label: 'dog', score: 0.2, shape: box, value: null },
          ],
        }))
      },
      close: async () => {},
    }
    const deps = { store, bus: createBus((error) => log.error(error)), queue: createQueue(store), predictors }
    const config = { ...configOn(folder), egress: 'private' as const }
    const blobs = await openBlobs(`file:${join(folder, 'blobs')}`)
    server = await startHttpServer(
      store,
      (mount, { app }) => mountRegistry(mount, { ...deps, blobs, config, app }),
      (app, authenticate) => admitLabelStudio(app, authenticate),
    )
    projectId = await aStoredProject(store, { champion: 2 })
    manager = (await aStoredPerson(store, projectId, 'manager')).token
    for (const version of [1, 2])
      await store.models.insertOne({ _id: newId('mod'), ...aModel({ projectId, version, promotedAt: version }) })
    labelStudio = createServer((request, response) => {
      const isKnown = request.headers.authorization === `Token ${TOKEN_OF_THEIRS}`
      response.writeHead(isKnown ? 200 : 401).end(isKnown ? image : '')
    }).listen(0, '127.0.0.1')
    await once(labelStudio, 'listening')
    hostname = `http://127.0.0.1:${(labelStudio.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    labelStudio?.close()
    await server?.close()
    await store?.close()
  })

  async function call(path: string, body?: unknown, password = manager) {
    const answer = await fetch(`${server.address}/api/projects/${projectId}/label-studio${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`label-studio:${password}`).toString('base64')}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const predict = (addresses: string[]) =>
    call('/predict', {
      tasks: addresses.map((address, id) => ({
        id,
        data: { image: address },
        meta: {},
        created_at: '2026-11-20T10:00:00Z',
        is_labeled: false,
        overlap: 1,
        project: 6,
        annotations: [],
        predictions: [],
      })),
      project: '6.1795261464',
      label_config: CONFIG,
      params: { login: null, password: null, context: null },
    })

  it('is healthy, with the name of its champion, also at its root', async () => {
    for (const path of ['', '/health'])
      expect(await call(path)).toEqual({ status: 200, body: { status: 'UP', model_class: 'Labelloop detection v2' } })
  })

  it('hears who asks, and names the version that answers', async () => {
    const body = { project: '6.1795261464', schema: CONFIG, hostname, access_token: TOKEN_OF_THEIRS, extra_params: null }
    expect(await call('/setup', body)).toEqual({ status: 200, body: { model_version: 'v2' } })
    expect((await call('/setup', { ...body, schema: '<View><Image' })).status).toBe(400)
  })

  it('answers tasks in their order: images inside them, on the web, and on Label Studio itself', async () => {
    const inside = `data:image/png;base64,${image.toString('base64')}`
    const { status, body } = await predict([
      inside,
      `${hostname}/other.png`,
      '/data/upload/6/a.png',
      '/data/local-files/?d=set/a.png',
    ])
    const region = {
      id: expect.any(String),
      type: 'rectanglelabels',
      from_name: 'tag',
      to_name: 'img',
      original_width: WIDTH,
      original_height: HEIGHT,
      image_rotation: 0,
      score: 0.9,
      value: { x: 10, y: 10, width: 25, height: 40, rotation: 0, rectanglelabels: ['cat'] },
    }
    // The dog lies below the score from which on it is shown.
    const one = { result: [region], score: 0.9, model_version: 'v2' }
    expect({ status, body }).toEqual({ status: 200, body: { results: [one, one, one, one] } })
    expect(asked.at(-1)?.sizes).toEqual(Array.from({ length: 4 }, () => [WIDTH, HEIGHT]))
  })

  it('answers with the champion of that moment', async () => {
    await server.ask(manager, 'POST', `/api/projects/${projectId}/rollback`)
    const { body } = await predict([`${hostname}/a.png`])
    expect(body).toMatchObject({ results: [{ model_version: 'v1' }] })
    expect(asked.at(-1)?.version).toBe(1)
    expect((await call('/versions')).body).toMatchObject({ versions: ['v1', 'v2'] })
  })

  it('starts a training where Label Studio wants one, and only hears what else happens there', async () => {
    const project = { id: 6, label_config: CONFIG }
    const annotation = { id: 1, result: [], task: 1 }
    expect(await call('/webhook', { action: 'ANNOTATION_CREATED', project, task: { id: 1 }, annotation })).toEqual({
      status: 201,
      body: { status: 'ok', result: null },
    })
    expect(await store.runs.countDocuments({ projectId })).toBe(0)
    expect(await call('/webhook', { action: 'START_TRAINING', project })).toEqual({
      status: 201,
      body: { status: 'ok', result: { run: 1 } },
    })
    const annotator = await aStoredPerson(store, projectId, 'annotator')
    expect((await call('/webhook', { action: 'START_TRAINING', project }, annotator.token)).status).toBe(403)
  })

  it('says nothing to whom it does not know, and reads nothing of theirs', async () => {
    expect((await call('/health', undefined, 'guessed')).status).toBe(401)
    expect((await call('/predict', { tasks: 'not even read' }, 'guessed')).status).toBe(401)
    const stranger = await aStoredPerson(store, projectId, null)
    expect((await call('/predict', { tasks: [] }, stranger.token)).status).toBe(403)
  })

  it('refuses what is no image, or cannot be fetched, with a reason', async () => {
    expect(await predict(['file:///etc/passwd'])).toMatchObject({ status: 400 })
    expect((await predict([`data:image/png;base64,${image.toString('base64')}`, 'nowhere.png'])).body).toMatchObject({
      code: 'invalid',
    })
  })
})
