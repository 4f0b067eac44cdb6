import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type AssetWithOverlay, paths } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'
import { aPicture } from '../datasets/made-up-images.ts'

const LARGE = { width: 6100, height: 4500 }
const DEEP = { width: 200, height: 100 }

describeWithMongo('large and deep images', () => {
  let server: DataServer
  let projectId: ProjectId
  let token: string
  let stranger: string
  let original: Buffer
  const assets = new Map<string, AssetWithOverlay>()
  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project({ ontology: { version: 1, labels: [] } })
    token = (await aStoredPerson(server.store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(server.store, projectId, null)).token
    const folder = join(server.folder, 'set')
    mkdirSync(folder)
    original = await aPicture(7, { ...LARGE, format: 'jpeg' })
    writeFileSync(join(folder, 'large.jpg'), original)
    writeFileSync(join(folder, 'deep.png'), await aRamp())
    await server.importFolder(projectId, folder, {})
    const page = (await (await server.ask(`/api/projects/${projectId}/assets`, token)).json()) as { items: AssetWithOverlay[] }
    for (const asset of page.items) assets.set(asset.name, asset)
  }, 60_000)
  afterAll(() => server?.close())

  // Grey values from 1000 at the left to 1000 + 10 for each column.
  const aRamp = () =>
    sharp(
      Uint16Array.from({ length: DEEP.width * DEEP.height }, (_, at) => 1000 + (at % DEEP.width) * 10),
      { raw: { ...DEEP, channels: 1 } },
    )
      .toColourspace('grey16')
      .png()
      .toBuffer()
  const named = (name: string) => assets.get(name) as AssetWithOverlay
  const pixels = async (path: string) => {
    const answer = await server.ask(path, token)
    expect(answer.status).toBe(200)
    return sharp(Buffer.from(await answer.arrayBuffer()))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
  }
  const tile = (level: number, column: number, row: number) =>
    paths.tile(projectId, named('large.jpg').id, { level, column, row })

  test('a large image is kept at every size down to one tile', () => {
    expect(named('large.jpg')).toMatchObject({ ...LARGE, levels: 5 })
    expect(named('deep.png').levels).toBeUndefined()
  })

  test('a tile shows its part of the image', async () => {
    const { data, info } = await pixels(tile(0, 3, 2))
    expect(info).toMatchObject({ width: 512, height: 512 })
    const part = await sharp(original)
      .extract({ left: 3 * 512, top: 2 * 512, width: 512, height: 512 })
      .raw()
      .toBuffer()
    const difference = data.reduce((sum, value, at) => sum + Math.abs(value - (part[at] as number)), 0) / data.length
    expect(difference).toBeLessThan(3)
  })

  test('tiles at the edges are as large as what is left', async () => {
    expect((await pixels(tile(0, 11, 8))).info).toMatchObject({ width: 6100 - 11 * 512, height: 4500 - 8 * 512 })
    expect((await pixels(tile(4, 0, 0))).info).toMatchObject({ width: 381, height: 281 })
  })

  test('there is nothing beyond the edges, and a small image has no tiles', async () => {
    for (const path of [
      tile(0, 12, 0),
      tile(5, 0, 0),
      paths.tile(projectId, named('deep.png').id, { level: 0, column: 0, row: 0 }),
    ])
      expect((await server.ask(path, token)).status).toBe(404)
  })

  test('tiles are for whoever may see the project', async () => {
    expect((await server.ask(tile(0, 0, 0), stranger)).status).toBe(403)
  })

  test('a large image asked for whole comes as large as a browser takes it', async () => {
    expect((await pixels(paths.image(projectId, named('large.jpg').id))).info).toMatchObject({ width: 3050, height: 2250 })
  })

  test('a 16-bit image is shown from its darkest to its brightest value, or through a window', async () => {
    const { id, values } = named('deep.png')
    expect(values).toEqual([1000, 2990])
    const all = await pixels(paths.image(projectId, id))
    expect([all.data[0], all.data[199 * 3]]).toEqual([0, 255])
    const part = await pixels(paths.image(projectId, id, { level: 2000, width: 1000 }))
    expect([50, 100, 150].map((column) => part.data[column * 3])).toEqual([0, 127, 255])
  })
})
