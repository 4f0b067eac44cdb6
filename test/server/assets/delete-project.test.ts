import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { keepEmbeddings } from '#server/embeddings/embedding-records.ts'
import { packed } from '#server/store/vectors.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }

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
    const kept = (await server.assets(other)).flatMap(({ hash, thumbnail }) => [hash, thumbnail])
    const gone = (await server.assets(doomed))
      .flatMap(({ hash, thumbnail }) => [hash, thumbnail])
      .filter((hash) => !kept.includes(hash))
    expect(gone.length).toBe(6)

    for (let time = 0; time < 2; time++) {
      const { id } = await server.queue.add({ name: 'delete-project', projectId: doomed, payload: {} })
      expect(await server.ended(id)).toMatchObject({ state: 'succeeded' })
    }

    const { projects, assets, annotations, operations, snapshots, users, assetEmbeddings, embeddingMaps } = server.store
    expect(await embeddingMaps.findOne({ _id: doomed })).toBeNull()
    expect(await projects.findOne({ _id: doomed })).toBeNull()
    for (const collection of [assets, annotations, operations, snapshots, assetEmbeddings] as unknown as (typeof assets)[])
      expect(await collection.countDocuments({ projectId: doomed })).toBe(0)
    expect((await users.findOne({ _id: person.id }))?.roles).toEqual({})
    for (const hash of [...gone, digest]) expect(await server.blobs.has(hash)).toBe(false)
    for (const hash of kept) expect(await server.blobs.has(hash)).toBe(true)
    expect(await server.assets(other)).toHaveLength(3)
  })
})
