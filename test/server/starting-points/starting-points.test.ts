import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PublishedFiles } from '#server/ml/pretrained/published-weights.ts'
import { readStartingPointFile } from '#server/ml/pretrained/starting-point-file.ts'
import { mountStartingPoints } from '#server/starting-points/routes.ts'
import { startingPointFolder } from '#server/starting-points/starting-point-folder.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { removeStartingPoints } from '#server/store/starting-points.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { createRun, updateRun } from '#server/training/run-records.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { StartingPoint } from '#shared/domain/starting-point.ts'
import { startingPointPath } from '#shared/routes/starting-points.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { aPublishedClassifier } from '../ml/pretrained/a-starting-point.ts'

const LIMIT_MS = 60_000

describeWithMongo('networks to start from', () => {
  const folder = temporaryFolder(afterAll)
  let store: Store
  let blobs: BlobStore
  let server: HttpServer
  let projectId: ProjectId
  let [manager, annotator, stranger] = ['', '', '']
  let classifier: PublishedFiles

  beforeAll(async () => {
    // Elsewhere another test may be bringing a network at the same time.
    process.env.TMPDIR = temporaryFolder(afterAll)
    classifier = await aPublishedClassifier()
    store = await openStore(testDatabase().uri)
    blobs = await openBlobs(`file:${folder}`)
    server = await startHttpServer(store, (mount, raw) => mountStartingPoints(mount, { store, blobs, ...raw }))
    projectId = await aStoredProject(store)
    manager = (await aStoredPerson(store, projectId, 'manager')).token
    annotator = (await aStoredPerson(store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(store, projectId, null)).token
  }, LIMIT_MS)
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })

  const ask = (path: string, token: string, init: RequestInit = {}) =>
    fetch(server.address + path, { ...init, headers: { Authorization: `Bearer ${token}` } })
  async function bring(archive: Uint8Array, { name = 'small', token = manager } = {}) {
    const path = startingPointPath(projectId, { name, licence: 'MIT', pixels: '-1..1' })
    const answer = await ask(path, token, { method: 'POST', body: new Uint8Array(archive) })
    return { status: answer.status, body: (await answer.json()) as StartingPoint & { detail: string } }
  }
  const listed = async () => (await (await ask(startingPointPath(projectId), annotator)).json()) as StartingPoint[]
  const remove = (name: string, token = manager) => ask(`${startingPointPath(projectId)}/${name}`, token, { method: 'DELETE' })
  const zipped = (files: PublishedFiles, under = '') =>
    zipSync(Object.fromEntries([...files].map(([path, bytes]) => [under + path, bytes])), { level: 0 })
  const contents = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('labelloop-starting-point-'))

  test('are brought by who may train, and by nobody else', async () => {
    expect((await bring(zipped(classifier), { token: annotator })).status).toBe(403)
    expect((await bring(zipped(classifier), { token: stranger })).status).toBe(403)
    expect((await bring(zipped(classifier), { token: 'nobody' })).status).toBe(401)
  })

  const broken: [string, () => Uint8Array, RegExp][] = [
    ['nothing', () => new Uint8Array(0), /^Expected a zip archive: /],
    ['half an archive', () => zipped(classifier).subarray(0, 5000), /^Expected a zip archive: /],
    [
      'an archive without a model',
      () => zipSync({ 'cat.txt': new Uint8Array(3) }),
      /^Expected one model.json in the archive, got cat.txt$/,
    ],
    [
      'an archive with two models',
      () => zipSync({ 'a/model.json': new Uint8Array(1), 'b/model.json': new Uint8Array(1) }),
      /^Expected one model.json in the archive, got a\/model.json, b\/model.json$/,
    ],
    [
      'a model without its weights',
      () => zipped(new Map([...classifier].filter(([path]) => path === 'model.json'))),
      /^Expected the file weights.bin, which model.json names, got model.json$/,
    ],
    [
      'a model with half of its weights',
      () =>
        zipped(new Map([...classifier].map(([path, bytes]) => [path, path === 'model.json' ? bytes : bytes.subarray(0, 400)]))),
      /^Expected \d+ bytes of weights in weights.bin, got 400$/,
    ],
  ]
  test.each(broken)(
    'are refused with what was expected and what came, and nothing is left behind: %s',
    { timeout: LIMIT_MS },
    async (_, archive, message) => {
      const before = await leftovers()
      const { status, body } = await bring(archive())
      expect(status).toBe(400)
      expect(body.detail).toMatch(message)
      expect(await listed()).toEqual([])
      expect(await contents()).toEqual([])
      expect((await leftovers()).filter((name) => !before.includes(name))).toEqual([])
    },
  )

  test('are kept with what they are, in a folder of the archive too', { timeout: LIMIT_MS }, async () => {
    const { status, body } = await bring(zipped(classifier, 'published/v1/'))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'small',
      licence: 'MIT',
      pixels: '-1..1',
      last: 'relu3',
      maps: [
        { stride: 2, channels: 8 },
        { stride: 4, channels: 12 },
        { stride: 8, channels: 16 },
        { stride: 16, channels: 24 },
      ],
    })
    expect(body.parametersCount).toBe(3 * 9 * 8 + 8 + 8 * 9 * 12 + 12 + 12 * 9 * 16 + 16 + 16 * 9 * 24 + 24)
    expect(await listed()).toEqual([body])
  })

  test('of one name are two only by name', { timeout: LIMIT_MS }, async () => {
    const again = await bring(zipped(classifier))
    expect(again).toMatchObject({ status: 409, body: { detail: 'The project has a starting point small already' } })
    expect((await bring(zipped(classifier), { name: 'auto' })).status).toBe(400)
    expect((await bring(zipped(classifier), { name: 'other' })).status).toBe(200)
    expect((await listed()).map(({ name }) => name)).toEqual(['other', 'small'])
  })

  test('are read by a training out of a local folder', async () => {
    const deps = { store, blobs, workFolder: temporaryFolder() }
    const local = await startingPointFolder(deps, projectId, 'small')
    expect((await readStartingPointFile(local ?? '')).use).toMatchObject({ pixels: { shift: [-1] }, last: 'relu3' })
    expect(await startingPointFolder(deps, projectId, 'auto')).toBeNull()
    expect(await startingPointFolder(deps, projectId, undefined)).toBeNull()
    await expect(startingPointFolder(deps, projectId, 'lost')).rejects.toThrow('The starting point lost does not exist')
  })

  test('are not taken away while a training waits for them', async () => {
    const request = { architecture: 'auto', seed: 0, parameters: { startingPoint: 'small' }, promote: true }
    const run = await createRun(store, projectId, request, { type: 'person', reason: 'a test asked for it' })
    const answer = await remove('small')
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ detail: `Run ${run.number} starts from small: wait for it, or cancel it first` })
    await updateRun(store, run.id, { state: 'succeeded', finishedAt: Date.now() })
  })

  test('are not taken away while the project trains from them', async () => {
    const set = (startingPoint: string) =>
      store.projects.updateOne({ _id: projectId }, { $set: { 'loop.training.parameters': { startingPoint } } })
    await set('small')
    expect((await remove('small')).status).toBe(409)
    await set('auto')
  })

  test('are taken away by who may train; what another one shares with them stays', async () => {
    expect((await remove('small', annotator)).status).toBe(403)
    expect((await remove('lost')).status).toBe(404)
    expect((await remove('small')).status).toBe(200)
    expect((await listed()).map(({ name }) => name)).toEqual(['other'])
    const deps = { store, blobs, workFolder: temporaryFolder() }
    expect(await startingPointFolder(deps, projectId, 'other')).not.toBeNull()
    await removeStartingPoints({ store, blobs }, projectId)
    expect(await listed()).toEqual([])
    expect(await contents()).toEqual([])
  })
})
