import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writePng } from '#server/datasets/formats/write-png.ts'
import { openSource } from '#server/datasets/sources/open-source.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ExportReport } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aPicture } from './made-up-images.ts'

const SIZE = { width: 96, height: 64 }
const SPLITS = ['train', 'train', 'val', 'test']
const EMPTY = { task: 'segmentation' as const, ontology: { version: 1, labels: [] } }
/** Labels that data sets of streets know, too. */
const LIST = 'id,name,red,green,blue\n1,car,0,0,142\n2,road,128,64,128\n'

describeWithMongo('an export of masks', () => {
  let server: DataServer
  let projectId: ProjectId
  let token: string
  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project(EMPTY)
    token = (await aStoredPerson(server.store, projectId, 'manager')).token
    const folder = join(server.folder, 'masks')
    writeInto(folder, 'labels.csv', LIST)
    for (const [index, split] of SPLITS.entries()) {
      writeInto(folder, `images/${split}/${'abcd'[index]}.png`, await aPicture(index, SIZE))
      writeInto(folder, `masks/${split}/${'abcd'[index]}.png`, aMask(index))
    }
    await server.importFolder(projectId, folder, { approve: true, split: 'source' })
  })
  afterAll(() => server?.close())

  function writeInto(folder: string, path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }

  /** A car in two parts on a road. */
  function aMask(index: number): Uint8Array {
    const values = new Uint8Array(SIZE.width * SIZE.height)
    values.fill(2, 40 * SIZE.width)
    for (const row of [42 + index, 43, 50]) values.fill(1, row * SIZE.width + 10, row * SIZE.width + 20 + index)
    return writePng({ ...SIZE, values })
  }

  const content = async (of: ProjectId) => {
    const assets = new Map((await server.assets(of)).map((asset) => [asset._id, asset]))
    const said = (await server.annotations(of)).map(({ assetId, label, shape }) => [
      assets.get(assetId)?.hash,
      assets.get(assetId)?.split,
      label,
      shape,
    ])
    return said.map((one) => JSON.stringify(one)).sort()
  }

  test('was made of two masks on each image', async () => {
    expect(await content(projectId)).toHaveLength(2 * SPLITS.length)
  })

  test.each([
    'index-masks',
    'common-semantic-segmentation',
    'camvid',
    'segmentation-masks',
    'mapillary-vistas',
    'mots-png',
    'cityscapes',
    'kitti-segmentation',
    'tfrecord',
    'parquet',
  ])('as %s and imported again, recognised by itself, brings back every pixel', async (format) => {
    const body = JSON.stringify({ format, images: true })
    const answer = await server.ask(`/api/projects/${projectId}/exports`, token, { method: 'POST', body })
    const job = await server.ended(((await answer.json()) as { jobId: never }).jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    const report = job.result as ExportReport
    expect(report.losses).toEqual([])
    const file = join(server.folder, `${format}.zip`)
    writeFileSync(file, Buffer.from(await (await server.ask(report.download, token)).arrayBuffer()))
    const tree = await openSource([{ path: 'export.zip', file }])
    const copy = await server.project(EMPTY)
    const again = await server.importFrom(copy, tree, { approve: true, split: 'source' })
    await tree.close()
    expect(again).toMatchObject({ format, assets: SPLITS.length, annotations: 2 * SPLITS.length, rejected: [], losses: [] })
    expect(await content(copy)).toEqual(await content(projectId))
  })
})
