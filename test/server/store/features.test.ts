import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measureSent } from '#server/monitoring/image-statistics.ts'
import { measureAssets } from '#server/monitoring/measure-assets.ts'
import { featuresOf, TODAY } from '#server/store/features.ts'
import { packed } from '#server/store/vectors.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'
import { aPicture } from '../datasets/made-up-images.ts'
import { aPhotograph } from '../image-files/photographs.ts'

const VECTOR = Float32Array.from([0.6, 0.8])
const LARGE = { width: 900, height: 700 }

describeWithMongo('the features of images', () => {
  let importing: Importing
  let projectId: ProjectId
  let folder: string
  beforeAll(async () => {
    importing = await openImporting()
    projectId = await importing.project()
    folder = temporaryFolder(afterAll)
    writeFileSync(join(folder, 'turned.jpg'), await aPhotograph('jpeg', { seed: 1, orientation: 6 }))
    writeFileSync(join(folder, 'large.webp'), await aPicture(2, { ...LARGE, format: 'webp' }))
    writeFileSync(
      join(folder, 'clear.png'),
      await sharp(await aPicture(3, LARGE))
        .ensureAlpha(0.5)
        .png()
        .toBuffer(),
    )
    const deep = Uint16Array.from({ length: 64 * 48 }, (_, at) => 1000 + 13 * (at % 997))
    const grey = sharp(deep, { raw: { width: 64, height: 48, channels: 1 } }).toColourspace('grey16')
    writeFileSync(join(folder, 'deep.png'), await grey.png().toBuffer())
    await importing.importFolder(projectId, folder)
  })
  afterAll(() => importing.close())

  test('measured when they came and when they are only sent are the same numbers', async () => {
    const rows = await importing.assets(projectId)
    const { signal } = new AbortController()
    const { store, blobs } = importing
    expect(await measureAssets({ store, fileOf: blobs.onDisk, signal }, projectId, rows)).toBe(4)
    const features = await featuresOf(
      store,
      rows.map(({ _id }) => _id),
      TODAY,
    )
    for (const { _id, name } of rows) {
      const sent = await measureSent(readFileSync(join(folder, name)))
      expect(features.get(_id)?.statistics, name).toEqual(sent)
    }
  })

  test('are those of the version that is asked for, with when they were made, and none of another', async () => {
    const [asset] = await importing.assets(projectId)
    const id = asset?._id as AssetId
    const row = { _id: id, projectId, embedder: TODAY.vector, vector: packed(VECTOR), unreadable: null, madeAt: 5 }
    await importing.store.assetEmbeddings.insertOne(row)
    const read = async (vector: string) => (await featuresOf(importing.store, [id], { vector })).get(id)
    expect(await read(TODAY.vector)).toEqual({ statistics: null, vector: VECTOR, madeAt: { statistics: null, vector: 5 } })
    expect(await read('another network')).toMatchObject({ vector: null, madeAt: { vector: null } })
  })
})
