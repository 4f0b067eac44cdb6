import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readableOf } from '#server/embeddings/embedding-records.ts'
import { hasPretrained } from '#server/embeddings/routes.ts'
import { TODAY } from '#server/store/features.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { EmbeddingState, MapAnswer } from '#shared/domain/embedding.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { JobName } from '#shared/domain/job.ts'
import { paths } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'
import { aPicture } from '../datasets/made-up-images.ts'

const missing = hasPretrained(pretrainedFolder()) ? '' : 'the pretrained network is not on this machine'
const PICTURES = 6
const SIZE = { width: 240, height: 180, format: 'jpeg' } as const

describeWithMongo('what images look like', () => {
  let server: DataServer
  let projectId: ProjectId
  let token: string
  let idOf: Map<string, AssetId>

  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project()
    token = (await aStoredPerson(server.store, projectId, 'manager')).token
    const folder = temporaryFolder(afterAll)
    for (let seed = 0; seed < PICTURES; seed++) {
      const picture = await aPicture(seed, SIZE)
      await writeFile(join(folder, `${seed}.jpg`), picture)
      await sharp(picture)
        .modulate({ brightness: 0.7 })
        .jpeg()
        .toFile(join(folder, `${seed}-darker.jpg`))
    }
    await server.importFolder(projectId, folder)
    idOf = new Map((await server.assets(projectId)).map(({ name, _id }) => [name, _id]))
    if (!missing) await done('embed')
  })
  afterAll(() => server?.close())

  const done = async (name: JobName) => {
    const job = await server.ended((await server.queue.add({ name, projectId, payload: {} })).id)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    return job.result
  }
  const ask = async (path: string) => (await server.ask(`/api/projects/${projectId}/${path}`, token)).json()
  const named = (id: AssetId | undefined) => [...idOf].find(([, other]) => other === id)?.[0]

  test('is told of an image with what made it and when, and stands in the table of the images with the same numbers', async (context) => {
    if (missing) return context.skip(missing)
    const [id] = [...idOf.values()]
    const features = routes.embeddings.features.response.parse(await ask(`assets/${id}/features`))
    expect(features.vector).toMatchObject({ madeBy: TODAY.vector, madeAt: expect.any(Number) })
    expect(features.statistics.value).toBeNull()
    const file = await (await server.ask(paths.assetTable(projectId, 'parquet'), token)).arrayBuffer()
    const row = (await parquetReadObjects({ file })).find((one) => one.id === id)
    expect(row).toMatchObject({ vector_by: TODAY.vector, vector: features.vector.value })
  })

  test('every image gets one vector, and a second look finds nothing to do', async (context) => {
    if (missing) return context.skip(missing)
    expect(EmbeddingState.parse(await ask('embeddings'))).toEqual({
      total: 2 * PICTURES,
      embedded: 2 * PICTURES,
      unreadable: 0,
      available: true,
    })
    expect(await done('embed')).toMatchObject({ assets: 0 })
  })

  test('the most alike of a picture is the same one darker, and never itself', async (context) => {
    if (missing) return context.skip(missing)
    for (let seed = 0; seed < PICTURES; seed++) {
      const { items } = routes.embeddings.similar.response.parse(await ask(`assets/${idOf.get(`${seed}.jpg`)}/similar?limit=3`))
      expect(items).toHaveLength(3)
      expect(named(items[0]?.assetId)).toBe(`${seed}-darker.jpg`)
      expect(items[0]?.likeness).toBeLessThan(0.99999)
    }
  })

  test('a part of an image finds it by what it shows; a box beside the image is refused', async (context) => {
    if (missing) return context.skip(missing)
    const similar = `assets/${idOf.get('2.jpg')}/similar`
    const { items } = routes.embeddings.similar.response.parse(await ask(`${similar}?limit=2&box=0,0,240,180`))
    expect(items.map(({ assetId }) => named(assetId)).sort()).toEqual(['2-darker.jpg', '2.jpg'])
    expect(await ask(`${similar}?box=100,0,241,180`)).toMatchObject({ code: 'invalid' })
  })

  test('the list of images shows what is like one, that one first, and still obeys the other filters', async (context) => {
    if (missing) return context.skip(missing)
    const asset = idOf.get('1.jpg')
    const { items } = routes.data.assets.response.parse(await ask(`assets?similar=${asset}`))
    expect(items).toHaveLength(2 * PICTURES)
    expect(items.slice(0, 2).map(({ name }) => name)).toEqual(['1.jpg', '1-darker.jpg'])
    const { items: darker } = routes.data.assets.response.parse(await ask(`assets?similar=${asset}&search=darker`))
    expect(darker).toHaveLength(PICTURES)
    expect(darker[0]?.name).toBe('1-darker.jpg')
  })

  test('the map shows every image within its frame, and the same picture darker nearer than others', async (context) => {
    if (missing) return context.skip(missing)
    expect(MapAnswer.parse(await ask('map'))).toEqual({ map: null, jobId: null })
    await done('map')
    const { map } = MapAnswer.parse(await ask('map'))
    expect(map?.assetIds).toHaveLength(2 * PICTURES)
    const place = (name: string) => {
      const at = map?.assetIds.indexOf(idOf.get(name) as AssetId) ?? -1
      return [map?.x[at] ?? Number.NaN, map?.y[at] ?? Number.NaN] as const
    }
    const apart = (a: string, b: string) => Math.hypot(place(a)[0] - place(b)[0], place(a)[1] - place(b)[1])
    const others = Array.from({ length: PICTURES }, (_, seed) => seed)
    const ofTwins = others.reduce((sum, seed) => sum + apart(`${seed}.jpg`, `${seed}-darker.jpg`), 0) / PICTURES
    const ofOthers = others.reduce((sum, seed) => sum + apart(`${seed}.jpg`, `${(seed + 1) % PICTURES}.jpg`), 0) / PICTURES
    expect(ofTwins).toBeLessThan(ofOthers)
    for (const value of [...(map?.x ?? []), ...(map?.y ?? [])]) expect(value >= 0 && value <= 1).toBe(true)
  })

  test('before the first model the queue goes through unlike images first: one of every pair, then the others', async (context) => {
    if (missing) return context.skip(missing)
    expect(await done('rank')).toEqual({ assets: 2 * PICTURES, withVectors: 2 * PICTURES })
    const ranked = (await server.store.assets.find({ projectId }).sort({ rank: 1 }).toArray()).map(({ name, rank }) => ({
      seed: name.replace(/\D/g, ''),
      rank,
    }))
    expect(ranked.map(({ rank }) => rank)).toEqual(Array.from({ length: 2 * PICTURES }, (_, place) => place + 1))
    expect(new Set(ranked.slice(0, PICTURES).map(({ seed }) => seed)).size).toBe(PICTURES)
  })

  test('what is labelled makes its likeness the last to be asked for', async (context) => {
    if (missing) return context.skip(missing)
    await server.store.assets.updateOne({ _id: idOf.get('3.jpg') as AssetId }, { $set: { status: 'approved' } })
    await done('rank')
    const twin = await server.store.assets.findOne({ _id: idOf.get('3-darker.jpg') as AssetId })
    expect(twin?.rank).toBeGreaterThan(PICTURES)
    const novelties = (await server.store.assets.find({ projectId, status: 'new' }).toArray()).map(({ novelty }) => novelty ?? -1)
    expect(twin?.novelty).toBe(Math.min(...novelties))
  })

  test('of equally new images, the one that the champion is unsure of comes first', async (context) => {
    if (missing) return context.skip(missing)
    await server.store.projects.updateOne({ _id: projectId }, { $set: { champion: 1 } })
    await server.store.assets.updateMany({ projectId, status: 'new' }, { $set: { prelabelledBy: 1, uncertainty: 0.05 } })
    const unsure = idOf.get('5-darker.jpg') as AssetId
    await server.store.assets.updateOne({ _id: unsure }, { $set: { uncertainty: 0.9 } })
    await done('rank')
    expect(await server.store.assets.findOne({ _id: unsure })).toMatchObject({ rank: 1 })
  })

  test('an image that comes later is found as soon as it has its vector, one that goes is not', async (context) => {
    if (missing) return context.skip(missing)
    const folder = temporaryFolder(afterAll)
    const twin = sharp(await aPicture(0, SIZE)).modulate({ brightness: 0.95 })
    await twin.jpeg().toFile(join(folder, '0-nearly.jpg'))
    await server.importFolder(projectId, folder)
    const [added] = (await server.assets(projectId)).filter(({ name }) => name === '0-nearly.jpg')
    const nearest = async () => {
      const answer = await ask(`assets/${idOf.get('0.jpg')}/similar?limit=1`)
      return routes.embeddings.similar.response.parse(answer).items[0]?.assetId
    }
    expect(await nearest()).toBe(idOf.get('0-darker.jpg'))
    expect(await done('embed')).toMatchObject({ assets: 1 })
    await eventually(async () => expect(await nearest()).toBe(added?._id))
    await server.store.assetEmbeddings.deleteOne({ _id: added?._id as AssetId })
    await eventually(async () => expect(await nearest()).toBe(idOf.get('0-darker.jpg')))
  })

  test('an image that cannot be read is counted, and asked for no more', async (context) => {
    if (missing) return context.skip(missing)
    await aStoredAsset(server.store, projectId, { order: 1000, thumbnail: 'f'.repeat(64) })
    await done('embed')
    expect(EmbeddingState.parse(await ask('embeddings'))).toMatchObject({ unreadable: 1 })
    expect(await done('embed')).toMatchObject({ assets: 0 })
  })

  test('reading the vectors of a project walks an index', async () => {
    const plan = JSON.stringify(await server.store.assetEmbeddings.find(readableOf(projectId)).explain('queryPlanner'))
    expect(plan).toContain('"IXSCAN"')
    expect(plan).not.toContain('"COLLSCAN"')
  })
})

describeWithMongo('what images look like, without the pretrained network', () => {
  test('is said to be unavailable, the job is skipped with the reason, and the queue still has an order', async () => {
    const cache = temporaryFolder(afterAll)
    expect(existsSync(join(cache, 'pretrained'))).toBe(false)
    const server = await startDataServer({ LABELLOOP_CACHE: cache })
    try {
      const projectId = await server.project()
      const { token } = await aStoredPerson(server.store, projectId, 'annotator')
      const sure = await aStoredAsset(server.store, projectId, { order: 0, uncertainty: 0.2, prelabelledBy: 1 })
      const unsure = await aStoredAsset(server.store, projectId, { order: 1, uncertainty: 0.8, prelabelledBy: 1 })
      await server.store.projects.updateOne({ _id: projectId }, { $set: { champion: 1 } })
      const ask = async (path: string) => (await server.ask(`/api/projects/${projectId}/${path}`, token)).json()
      expect(await ask('embeddings')).toEqual({ total: 2, embedded: 0, unreadable: 0, available: false })
      expect(await ask(`assets/${sure}/similar`)).toMatchObject({ code: 'conflict' })
      const job = (name: JobName) => server.queue.add({ name, projectId, payload: {} }).then(({ id }) => server.ended(id))
      expect(await job('embed')).toMatchObject({ state: 'skipped', reason: expect.stringContaining('pretrained network') })
      expect(await job('map')).toMatchObject({ state: 'skipped' })
      expect(await job('rank')).toMatchObject({ state: 'succeeded', result: { assets: 2, withVectors: 0 } })
      expect(await server.store.assets.findOne({ _id: unsure })).toMatchObject({ rank: 1 })
      expect(await server.store.assets.findOne({ _id: sure })).toMatchObject({ rank: 2 })
    } finally {
      await server.close()
    }
  })
})
