import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { keepEmbeddings } from '#server/embeddings/embedding-records.ts'
import { withoutMetadata } from '#server/image-files/without-metadata.ts'
import { packed } from '#server/store/vectors.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { anEndedExport } from '../../support/ended-export.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'
import { aPicture } from '../datasets/made-up-images.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }
const HOUR_MS = 3600_000

describeWithMongo('deleting a project', () => {
  let server: DataServer
  beforeAll(async () => {
    server = await startDataServer()
  })
  afterAll(() => server?.close())

  test('takes everything in it, and leaves what other projects use', async () => {
    const [shared, own] = [join(server.folder, 'shared'), join(server.folder, 'own')]
    await writeVocSet(shared, { images: 3, seed: 1 })
    await writeVocSet(own, { images: 3, seed: 2 })
    const [doomed, other] = [await server.project(EMPTY), await server.project(EMPTY)]
    await server.importFolder(doomed, shared, { approve: true })
    await server.importFolder(other, shared, { approve: true })
    await server.importFolder(doomed, own, { approve: true })
    const person = await aStoredPerson(server.store, doomed, 'manager')
    const { digest } = await takeSnapshot(server, doomed)
    const [first] = await server.assets(doomed)
    const vector = packed(Float32Array.of(1))
    await keepEmbeddings(server.store, doomed, [first?._id as AssetId], [{ vector: Float32Array.of(1) }])
    await server.store.embeddingMaps.insertOne({ _id: doomed, drawnAt: 1, assetIds: [], places: vector })
    const { hash: archive } = await server.blobs.put({ bytes: Buffer.from('what an export wrote') })
    await anEndedExport(server.store, doomed, { hash: archive, finishedAt: Date.now() })
    const kept = (await server.assets(other)).flatMap(({ hash, thumbnail }) => [hash, thumbnail])
    const gone = (await server.assets(doomed))
      .flatMap(({ hash, thumbnail }) => [hash, thumbnail])
      .filter((hash) => !kept.includes(hash))
    expect(gone.length).toBe(6)

    for (let time = 0; time < 2; time++) {
      const { id } = await server.queue.add({ name: 'delete-project', projectId: doomed, payload: {} })
      expect(await server.ended(id)).toMatchObject({ state: 'succeeded' })
    }

    const { projects, assets, annotations, operations, snapshots, users, assetEmbeddings, embeddingMaps, counters } = server.store
    expect(await counters.countDocuments({ _id: { $regex: doomed } })).toBe(0)
    expect(await embeddingMaps.findOne({ _id: doomed })).toBeNull()
    expect(await projects.findOne({ _id: doomed })).toBeNull()
    for (const collection of [assets, annotations, operations, snapshots, assetEmbeddings] as unknown as (typeof assets)[])
      expect(await collection.countDocuments({ projectId: doomed })).toBe(0)
    expect((await users.findOne({ _id: person.id }))?.roles).toEqual({})
    for (const hash of [...gone, digest, archive]) expect(await server.blobs.has(hash)).toBe(false)
    for (const hash of kept) expect(await server.blobs.has(hash)).toBe(true)
    expect(await server.assets(other)).toHaveLength(3)
  })

  test('leaves contents that somebody has put again: they are about to be images of another project', async () => {
    const folder = join(server.folder, 'moved')
    await writeVocSet(folder, { images: 2, seed: 3 })
    const doomed = await server.project(EMPTY)
    await server.importFolder(doomed, folder, { approve: true })
    await server.store.assets.updateMany({ projectId: doomed }, { $set: { createdAt: Date.now() - HOUR_MS } })
    const [moving, staying] = await server.assets(doomed)
    for (const hash of [staying?.hash, staying?.thumbnail]) await aged(hash as string)
    await server.blobs.keep(moving?.hash as string)
    const { id } = await server.queue.add({ name: 'delete-project', projectId: doomed, payload: {} })
    expect(await server.ended(id)).toMatchObject({ state: 'succeeded' })
    expect(await server.blobs.has(moving?.hash as string)).toBe(true)
    for (const hash of [staying?.hash, staying?.thumbnail]) expect(await server.blobs.has(hash as string)).toBe(false)
  })

  test('leaves the thumbnail of an image that another project holds with other metadata', async () => {
    const bytes = await sharp(await aPicture(9))
      .jpeg()
      .withExif({ IFD0: { Artist: 'somebody' } })
      .toBuffer()
    const bare = withoutMetadata(bytes, 'jpeg')
    const [doomed, other] = [await server.project(EMPTY), await server.project(EMPTY)]
    for (const [projectId, content] of [
      [other, bare],
      [doomed, bytes],
    ] as const) {
      const folder = join(server.folder, projectId)
      await mkdir(folder)
      await writeFile(join(folder, 'picture.jpg'), content as Buffer)
      await server.importFolder(projectId, folder)
    }
    const [[kept], [gone]] = [await server.assets(other), await server.assets(doomed)]
    expect(gone?.hash).not.toBe(kept?.hash)
    expect(gone?.thumbnail).toBe(kept?.thumbnail)
    const { id } = await server.queue.add({ name: 'delete-project', projectId: doomed, payload: {} })
    expect(await server.ended(id)).toMatchObject({ state: 'succeeded' })
    expect(await server.blobs.has(gone?.hash as string)).toBe(false)
    for (const hash of [kept?.hash, kept?.thumbnail]) expect(await server.blobs.has(hash as string)).toBe(true)
  })

  async function aged(hash: string): Promise<void> {
    const then = new Date(Date.now() - 2 * HOUR_MS)
    await utimes(await server.blobs.onDisk(hash), then, then)
  }
})
