import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '#server/app.ts'
import { takeWhatIsDue } from '#server/datasets/connections.ts'
import type { Connection } from '#shared/domain/connection.ts'
import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import type { Job } from '#shared/domain/job.ts'
import type { ImportReport } from '#shared/routes/data.ts'
import { type Storage, startStorage } from '../../../scripts/benchmarks/reference/bucket-storage.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithStorage, STORAGE_LIMIT_MS } from '../../support/bucket-storage.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aSpeck } from './made-up-images.ts'

/** An app and a worker on one database, and what a manager of a project does with connections there. */
async function openConnecting(environment: Record<string, string> = {}) {
  const server: DataServer = await startDataServer({ LABELLOOP_EGRESS: 'private', ...environment })
  const { store, uri, config, log } = server
  const app = await createApp({ config: { ...config, port: 0, mongodbUri: uri }, uri, log })
  const address = await app.listen()
  const projectId: ProjectId = await server.project({ task: 'detection', ontology: { version: 1, labels: [] } })
  const manager = await aStoredPerson(store, projectId, 'manager')
  const say = async (method: string, path: string, body?: unknown, token = manager.token) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${address}/api/projects/${projectId}/connections${path}`, { method, headers, ...sent })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  return {
    ...server,
    address,
    projectId,
    manager,
    say,
    connect: (name: string, place: object, more: object = {}) => say('PUT', `/${name}`, { place, ...more }),
    look: async (name: string) => (await say('POST', `/${name}/look`)).body,
    async take(name: string): Promise<Job & { result: ImportReport }> {
      const { body } = await say('POST', `/${name}/take`, {})
      return (await server.ended((body as { jobId: JobId }).jobId)) as never
    },
    names: async () => (await server.assets(projectId)).map(({ name }) => name).sort(),
    async close() {
      await app.close()
      await server.close()
    },
  }
}
type Connecting = Awaited<ReturnType<typeof openConnecting>>

describeWithMongo('a folder of the server that a project takes from', () => {
  const opened = temporaryFolder(afterAll)
  let here: Connecting
  beforeAll(async () => {
    await writeVocSet(join(opened, 'cells'), { images: 4, seed: 3 })
    here = await openConnecting({ LABELLOOP_FOLDERS: opened })
  })
  afterAll(() => here?.close())

  test('is one that the installation opens, and no other', async () => {
    await here.connect('etc', { kind: 'folder', path: '/etc' })
    expect(await here.look('etc')).toMatchObject({ detail: expect.stringContaining('Expected a folder in') })
    await here.connect('out', { kind: 'folder', path: join(opened, '..') })
    expect(await here.look('out')).toMatchObject({ status: 400 })
    const annotator = await aStoredPerson(here.store, here.projectId, 'annotator')
    expect((await here.say('GET', '', undefined, annotator.token)).status).toBe(403)
    for (const name of ['etc', 'out']) await here.say('DELETE', `/${name}`)
  })

  test('gives its images and labels once, and later what is new alone', async () => {
    await here.connect('cells', { kind: 'folder', path: join(opened, 'cells') }, { options: { approve: true } })
    expect(await here.look('cells')).toMatchObject({ images: 4, changed: true })
    const first = await here.take('cells')
    expect(first.result).toMatchObject({ assets: 4, rejected: [] })
    expect(first.result.annotations).toBeGreaterThan(0)
    expect(await here.take('cells')).toMatchObject({ state: 'skipped', reason: 'Nothing has changed at cells' })
    await writeFile(join(opened, 'cells', 'JPEGImages', 'one-more.png'), await aSpeck(77))
    expect((await here.take('cells')).result).toMatchObject({ assets: 1, annotations: 0, duplicates: 4 })
    expect(await here.names()).toHaveLength(5)
    await rm(join(opened, 'cells', 'JPEGImages', 'one-more.png'))
    expect((await here.take('cells')).result).toMatchObject({ assets: 0 })
    expect(await here.names()).toHaveLength(5)
  })

  test('may hold files whose names are no paths elsewhere', async () => {
    await mkdir(join(opened, 'odd'))
    await writeFile(join(opened, 'odd', 'a\\b.png'), await aSpeck(70))
    await here.connect('odd', { kind: 'folder', path: join(opened, 'odd') })
    expect((await here.take('odd')).result).toMatchObject({ assets: 1, rejected: [] })
    expect(await here.names()).toContain('a/b.png')
    expect(await here.take('odd')).toMatchObject({ state: 'skipped' })
  })

  test('is looked at by itself when its time has come, and not before', async () => {
    expect((await here.connect('cells', { kind: 'folder', path: opened }, { schedule: 'soon' })).status).toBe(400)
    const { body } = await here.connect('cells', { kind: 'folder', path: join(opened, 'cells') }, { schedule: '0 * * * *' })
    const { nextAt } = body as Connection
    expect(new Date(nextAt as number).getUTCMinutes()).toBe(0)
    const jobs = () => here.store.jobs.countDocuments({ projectId: here.projectId, name: 'take' })
    const before = await jobs()
    await takeWhatIsDue(here, (nextAt as number) - 1)
    expect(await jobs()).toBe(before)
    await takeWhatIsDue(here, nextAt as number)
    await takeWhatIsDue(here, nextAt as number)
    expect(await jobs()).toBe(before + 1)
  })
})

describeWithMongo('a list of addresses that a project takes from', () => {
  let here: Connecting
  let images: Server
  let asked: string[]
  let isThere = false
  beforeAll(async () => {
    asked = []
    const pictures = new Map([
      ['/a.png', await aSpeck(1)],
      ['/b%20c.png', await aSpeck(2)],
      ['/late.png', await aSpeck(3)],
    ])
    images = createServer((request, response) => {
      const path = request.url ?? ''
      asked.push(path)
      if (path === '/list.txt') return void response.end('# ours\na.png\n/b%20c.png folder/renamed.png\n\nmoved.png\nlate.png\n')
      if (path === '/moved.png') return void response.writeHead(302, { location: '/a.png' }).end()
      const content = path === '/late.png' && !isThere ? undefined : pictures.get(path)
      if (content) response.end(content)
      else response.writeHead(404).end('<h1>gone</h1>')
    }).listen(0, '127.0.0.1')
    await once(images, 'listening')
    here = await openConnecting()
  })
  afterAll(async () => {
    images?.close()
    await here?.close()
  })

  test('gives what can be had, names what cannot, and fetches only that again', async () => {
    const host = `127.0.0.1:${(images.address() as AddressInfo).port}`
    await here.connect('web', { kind: 'addresses', url: `http://${host}/list.txt` })
    const { result } = await here.take('web')
    expect(result).toMatchObject({ assets: 2, duplicates: 1 })
    expect(result.rejected).toEqual([{ file: `${host}/late.png`, reason: `it cannot be read: ${host} answered 404 gone` }])
    expect(await here.names()).toEqual([`${host}/a.png`, 'folder/renamed.png'])
    isThere = true
    asked.length = 0
    expect((await here.take('web')).result).toMatchObject({ assets: 1, rejected: [] })
    expect([...new Set(asked)].sort()).toEqual(['/late.png', '/list.txt'])
  })

  test('is fetched anew once it was removed and is added again', async () => {
    const place = { kind: 'addresses', url: `http://127.0.0.1:${(images.address() as AddressInfo).port}/list.txt` }
    for (const name of ['again', 'again.too']) {
      await here.connect(name, place)
      await here.take(name)
    }
    const remembered = () => here.store.takenFiles.countDocuments({ _id: { $regex: ':again' } })
    const before = await remembered()
    await here.say('DELETE', '/again')
    expect(await remembered()).toBe(before / 2)
    asked.length = 0
    await here.connect('again', place)
    await here.take('again')
    expect(asked).toContain('/a.png')
  })

  test('is not asked where it lies in the own network, unless the installation allows that', async () => {
    const guarded = await openConnecting({ LABELLOOP_EGRESS: 'public' })
    const { port } = images.address() as AddressInfo
    await guarded.connect('web', { kind: 'addresses', url: `http://127.0.0.1:${port}/list.txt` })
    expect(await guarded.look('web')).toMatchObject({ detail: expect.stringContaining('no public address') })
    await guarded.close()
  })
})

describeWithMongo('a project of another Labelloop that a project takes from', () => {
  let here: Connecting
  beforeAll(async () => {
    here = await openConnecting()
  })
  afterAll(() => here?.close())

  test('gives all its images, with the labels that are approved there, to whoever has a token', async () => {
    const there = await here.project({ name: 'There', task: 'detection', ontology: { version: 1, labels: [] } })
    await writeVocSet(join(here.folder, 'set'), { images: 5, seed: 9 })
    await here.importFolder(there, join(here.folder, 'set'), { approve: true })
    const truth = await here.annotations(there)
    const { token } = await aStoredPerson(here.store, there, 'manager', 'Grace')
    const place = { kind: 'labelloop', url: here.address, project: 'There' }
    await here.connect('friends', place, { options: { approve: true }, secret: 'wrong' })
    expect(await here.look('friends')).toMatchObject({ detail: expect.stringContaining('answered 401') })
    const { body } = await here.connect('friends', place, { options: { approve: true }, secret: token })
    expect(JSON.stringify(body)).not.toContain(token)
    expect((await here.take('friends')).result).toMatchObject({ assets: 5, annotations: truth.length, rejected: [] })
    const taken = await here.annotations(here.projectId)
    const boxes = (rows: typeof truth) => rows.map(({ label, shape }) => JSON.stringify([label, shape])).sort()
    expect(boxes(taken)).toEqual(boxes(truth))
    const remembered = await here.store.takenFiles.find({ projectId: here.projectId }).toArray()
    expect(remembered.filter(({ version }) => !/^[0-9a-f]{64}$/.test(version))).toEqual([])
  })

  test('gets its token, and no other server that an answer leads to does, even one whose address begins the same', async () => {
    const there = await here.project({ name: 'Led away', task: 'detection', ontology: { version: 1, labels: [] } })
    await writeVocSet(join(here.folder, 'led'), { images: 2, seed: 21 })
    await here.importFolder(there, join(here.folder, 'led'))
    const { token } = await aStoredPerson(here.store, there, 'manager', 'Ada')
    const told: (string | undefined)[] = []
    const picture = await aSpeck(33)
    const elsewhere = createServer((request, response) => {
      told.push(request.headers.authorization)
      response.end(picture)
    })
    const between = createServer(async (request, response) => {
      const { method = 'GET', url = '', headers } = request
      if (/\/assets\/[^/?]+\/image/.test(url))
        return void response.writeHead(302, { location: `http://127.0.0.1:${portOf(elsewhere)}/any.png` }).end()
      const body = Buffer.concat(await request.toArray())
      const { authorization = '' } = headers
      const answer = await fetch(here.address + url, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body.length > 0 && { body }),
      })
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
    await listenAlike(between, elsewhere)
    const place = { kind: 'labelloop', url: `http://127.0.0.1:${portOf(between)}`, project: 'Led away' }
    await here.connect('led', place, { secret: token })
    expect((await here.take('led')).result).toMatchObject({ assets: 1, rejected: [] })
    expect(new Set(told)).toEqual(new Set([undefined]))
    for (const server of [between, elsewhere]) server.close()
  })

  test('fails with the reason where its labels cannot be had, instead of coming without them', async () => {
    const there = await here.project({ name: 'Full', task: 'detection', ontology: { version: 1, labels: [] } })
    await writeVocSet(join(here.folder, 'full'), { images: 2, seed: 31 })
    await here.importFolder(there, join(here.folder, 'full'), { approve: true })
    const { token } = await aStoredPerson(here.store, there, 'manager', 'Hedy')
    const full = await relay(here.address, /\/api\/jobs\//, async (answer) => {
      const job = (await answer.json()) as object
      return JSON.stringify({ ...job, state: 'failed', reason: 'No space left', result: null })
    })
    await here.connect('full', { kind: 'labelloop', url: full.address, project: 'Full' }, { secret: token })
    expect(await here.take('full')).toMatchObject({ state: 'failed', reason: expect.stringContaining('No space left') })
    full.server.close()
    const bomb = await promisify(gzip)(Buffer.alloc(80 * 1024 ** 2))
    const trap = await relay(here.address, /\/exports\//, async () => bomb)
    await here.connect('full', { kind: 'labelloop', url: trap.address, project: 'Full' }, { secret: token })
    expect(await here.take('full')).toMatchObject({ state: 'failed', reason: expect.stringContaining('a trap') })
    trap.server.close()
  })
})

/** A server that hands on what another one answers, and answers otherwise at some addresses. */
async function relay(to: string, at: RegExp, otherwise: (answer: Response) => Promise<string | Uint8Array>) {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '', headers } = request
    const body = Buffer.concat(await request.toArray())
    const { authorization = '' } = headers
    const asked = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(to + url, { method, headers: asked, ...(body.length > 0 && { body }) })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(at.test(url) ? await otherwise(answer) : Buffer.from(await answer.arrayBuffer()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, address: `http://127.0.0.1:${portOf(server)}` }
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

/** Lets two servers listen at ports of which the second begins with the digits of the first. */
async function listenAlike(first: Server, second: Server): Promise<void> {
  for (let port = 2000; port < 6500; port++)
    if ((await isListening(first, port)) && (await isListening(second, port * 10 + 1))) return
    else first.close()
  throw new Error('Expected two free ports that begin alike')
}

async function isListening(server: Server, port: number): Promise<boolean> {
  server.listen(port, '127.0.0.1')
  return once(server, 'listening').then(
    () => true,
    () => false,
  )
}

describeWithStorage('a bucket that a project takes from', () => {
  describeWithMongo('of a storage that checks signatures', () => {
    let here: Connecting
    let storage: Storage
    let place: Record<string, string>
    beforeAll(async () => {
      here = await openConnecting()
      await mkdir(here.folder, { recursive: true })
      storage = await startStorage('cells', here.folder)
      const { endpoint, accessKey } = storage
      place = { kind: 'bucket', endpoint, bucket: 'cells', prefix: 'new/', accessKey }
    }, STORAGE_LIMIT_MS)
    afterAll(async () => {
      storage?.end()
      await here?.close()
    })

    test(
      'gives what begins with the prefix, however its keys are written, page after page',
      async () => {
        const strange = ['new/a b+c.png', "new/d'(é)!*.png", 'new/deep/e.png', 'old/f.png']
        for (const [seed, key] of strange.entries()) await storage.put(key, await aSpeck(seed))
        await here.connect('bucket', place, { secret: storage.secretKey })
        expect(await here.look('bucket')).toMatchObject({
          files: 3,
          images: 3,
          examples: ['a b+c.png', "d'(é)!*.png", 'deep/e.png'],
        })
        expect((await here.take('bucket')).result).toMatchObject({ assets: 3, rejected: [] })
        expect(await here.take('bucket')).toMatchObject({ state: 'skipped' })
        await storage.put('new/g.png', await aSpeck(20))
        expect((await here.take('bucket')).result).toMatchObject({ assets: 1 })
      },
      STORAGE_LIMIT_MS,
    )

    test('says why where the key is wrong, and keeps the secret to itself', async () => {
      await here.connect('wrong', place, { secret: 'not this' })
      expect(await here.look('wrong')).toMatchObject({ detail: expect.stringMatching(/could not be listed: .* answered 403/) })
      const { body } = await here.say('GET', '')
      expect(JSON.stringify(body)).not.toContain(storage.secretKey)
      expect((body as Connection[]).find(({ name }) => name === 'bucket')).toMatchObject({ hasSecret: true })
    })
  })
})
