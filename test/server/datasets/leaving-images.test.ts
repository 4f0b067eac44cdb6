import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesTree } from '#server/datasets/sources/local-tree.ts'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { newLabel } from '#shared/ontology.ts'
import { type ExportReport, paths } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { aPhotograph, SECRET } from '../image-files/photographs.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { vocXml } from './formats/read-all.ts'

type Box = readonly [number, number, number, number]
const FACE: Box = [10, 8, 42, 40]
const CAR: Box = [50, 20, 90, 60]
const KINDS = ['jpeg', 'png', 'webp', 'tiff'] as const
const saysSecret = (bytes: Uint8Array) => Buffer.from(bytes).includes(Buffer.from(SECRET, 'latin1'))

describeWithMongo('images that leave', () => {
  let server: DataServer
  let projectId: ProjectId
  let token: string
  beforeAll(async () => {
    server = await startDataServer()
    const labels = [newLabel('person', []), { ...newLabel('face', []), parent: 'person' }, newLabel('car', [])]
    projectId = await server.project({ ontology: { version: 1, labels } })
    token = (await aStoredPerson(server.store, projectId, 'manager')).token
    const folder = temporaryFolder(afterAll)
    for (const [index, kind] of KINDS.entries()) {
      const orientation = kind === 'jpeg' ? 3 : 1
      writeFileSync(
        join(folder, `${kind}.${kind === 'jpeg' ? 'jpg' : kind}`),
        await aPhotograph(kind, { seed: 50 + index, orientation }),
      )
      const file = `${kind}.${kind === 'jpeg' ? 'jpg' : kind}`
      writeFileSync(
        join(folder, `${kind}.xml`),
        vocXml(file, [
          { name: 'face', box: FACE },
          { name: 'car', box: CAR },
        ]),
      )
    }
    await server.importFolder(projectId, folder, { approve: true })
  })
  afterAll(() => server?.close())

  async function exported(body: object): Promise<{ report: ExportReport; files: Record<string, Uint8Array>; archive: Buffer }> {
    const begun = await server.ask(`/api/projects/${projectId}/exports`, token, { method: 'POST', body: JSON.stringify(body) })
    const job = await server.ended(((await begun.json()) as { jobId: never }).jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    const report = job.result as ExportReport
    const archive = Buffer.from(await (await server.ask(report.download, token)).arrayBuffer())
    return { report, archive, files: unzipSync(archive) }
  }
  const imagesIn = (files: Record<string, Uint8Array>) =>
    Object.entries(files).filter(([path]) => /\.(jpg|png|webp|tiff)$/.test(path))
  const upright = (bytes: Uint8Array) => sharp(bytes).autoOrient().removeAlpha().raw().toBuffer({ resolveWithObject: true })

  test('in an export say nothing of who took them, unless that is asked for', async () => {
    const { report, files } = await exported({ format: 'coco', images: true })
    expect(imagesIn(files)).toHaveLength(KINDS.length)
    expect(imagesIn(files).filter(([, bytes]) => saysSecret(bytes))).toEqual([])
    expect(report.protection).toEqual({ bare: KINDS.length, blurred: 0, areas: 0 })
    const open = await exported({ format: 'coco', images: true, keepMetadata: true })
    expect(imagesIn(open.files).every(([, bytes]) => saysSecret(bytes))).toBe(true)
    expect(open.report.protection).toEqual({ bare: 0, blurred: 0, areas: 0 })
  })

  test('inside a table leave the same way', async () => {
    const { report, files } = await exported({ format: 'parquet', images: true, blur: ['car'] })
    expect(Object.values(files).some(saysSecret)).toBe(false)
    expect(report.protection).toEqual({ bare: 0, blurred: KINDS.length, areas: KINDS.length })
  })

  test('come back as the images that they are', async () => {
    const { archive } = await exported({ format: 'coco', images: true })
    const file = join(temporaryFolder(), 'again.zip')
    writeFileSync(file, archive)
    const tree = await zipTree(file)
    const again = await server.importFrom(projectId, tree, { approve: true })
    await tree.close()
    expect(again).toMatchObject({ assets: 0, duplicates: KINDS.length, annotations: 0 })
    const other = await server.project({ ontology: { version: 1, labels: [] } })
    const bare = await zipTree(file)
    await server.importFrom(other, bare, { approve: true })
    await bare.close()
    const original = await aPhotograph('png', { seed: 51 })
    const path = join(temporaryFolder(), 'original.png')
    writeFileSync(path, original)
    expect(await server.importFrom(other, await filesTree([{ path: 'original.png', file: path }]))).toMatchObject({
      assets: 0,
      duplicates: 1,
    })
  })

  test('are unrecognisable where chosen labels lie, and the same everywhere else', async () => {
    const plain = new Map(imagesIn((await exported({ format: 'coco', images: true })).files))
    const { report, files } = await exported({ format: 'coco', images: true, blur: ['person'] })
    expect(report.protection).toEqual({ bare: 0, blurred: KINDS.length, areas: KINDS.length })
    for (const [path, bytes] of imagesIn(files)) {
      const [before, after] = [await upright(plain.get(path) as Uint8Array), await upright(bytes)]
      expect([after.info.width, after.info.height]).toEqual([before.info.width, before.info.height])
      const { inside, outside } = differences(before, after, FACE)
      expect(inside.share, path).toBeGreaterThan(0.5)
      // What was compressed with loss is compressed once more.
      expect(outside.mean, path).toBeLessThan(/png|tiff/.test(path) ? 0.001 : 4)
      expect(saysSecret(bytes)).toBe(false)
      expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    }
  })

  test('of the same version and wishes are the same archive, byte for byte', async () => {
    const body = { format: 'yolo', images: true, blur: ['face'] }
    expect((await exported(body)).report.download).toBe((await exported(body)).report.download)
  })

  test('are not blurred by guess: labels that are not there are refused, and so is blurring without images', async () => {
    await expect(exported({ format: 'coco', images: true, blur: ['visage'] })).rejects.toThrow(
      'Expected labels to blur of person, face, car, got "visage"',
    )
    await expect(exported({ format: 'coco', blur: ['face'] })).rejects.toThrow('Labels are blurred on images')
  })

  test('to a browser say nothing of who took them, and which way up they are', async () => {
    for (const { _id, format } of await server.assets(projectId)) {
      const answer = await server.ask(paths.image(projectId, _id), token)
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect([answer.status, saysSecret(bytes)]).toEqual([200, false])
      const { orientation = 1, exif } = await sharp(bytes).metadata()
      expect(orientation).toBe(format === 'jpeg' ? 3 : 1)
      if (format !== 'jpeg') expect(exif).toBeUndefined()
    }
  })

  test('stay here as they came', async () => {
    for (const { hash } of await server.assets(projectId)) {
      const chunks: Buffer[] = []
      for await (const chunk of server.blobs.open(hash)) chunks.push(chunk as Buffer)
      expect(saysSecret(Buffer.concat(chunks))).toBe(true)
    }
  })
})

interface Decoded {
  readonly data: Buffer
  readonly info: { readonly width: number; readonly height: number; readonly channels: number }
}

/** How many values differ clearly inside of a box (left, top, right, bottom), and by how much outside on average. */
function differences(before: Decoded, after: Decoded, [left, top, right, bottom]: Box) {
  const { width, channels } = before.info
  const sums = { inside: 0, differing: 0, outside: 0, difference: 0 }
  for (const [at, value] of before.data.entries()) {
    const place = Math.floor(at / channels)
    const [x, y] = [place % width, Math.floor(place / width)]
    const difference = Math.abs(value - (after.data[at] as number))
    const isInside = x >= left && x < right && y >= top && y < bottom
    if (isInside) {
      sums.inside++
      if (difference > 3) sums.differing++
    } else {
      sums.outside++
      sums.difference += difference
    }
  }
  return { inside: { share: sums.differing / sums.inside }, outside: { mean: sums.difference / sums.outside } }
}
