import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import type { AssetId, ProjectId, TrackId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import type { ExportReport } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { drawing, setting } from '../../support/operations.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { describeWithData } from './importing.ts'
import { aPicture } from './made-up-images.ts'

const FRAMES = 10
const SIDE = 160

/** A camera that moves over a real photograph, a window a frame. */
async function writeFrames(folder: string, photograph: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (let frame = 0; frame < FRAMES; frame++) {
    const window = { left: frame * 20, top: frame * 8, width: SIDE, height: SIDE }
    const file = join(folder, `frame_${String(frame).padStart(4, '0')}.jpg`)
    writeFileSync(file, await sharp(photograph).extract(window).jpeg().toBuffer())
  }
}

describeWithMongo('numbered images of a folder', () => {
  let server: DataServer
  beforeAll(async () => {
    server = await startDataServer()
  })
  afterAll(() => server?.close())

  test('are frames of one video in one split when a person says so, however unlike they are', async () => {
    const projectId = await server.project()
    const folder = join(server.folder, 'cams')
    for (const camera of ['left', 'right']) {
      mkdirSync(join(folder, camera), { recursive: true })
      for (let frame = 1; frame <= FRAMES; frame++)
        writeFileSync(join(folder, camera, `img-${frame}.png`), await aPicture(frame + (camera === 'left' ? 0 : 100)))
    }
    writeFileSync(join(folder, 'left', 'poster.png'), await aPicture(500))
    await server.importFolder(projectId, folder, { video: true })
    const assets = await server.assets(projectId)
    const left = assets.filter(({ video }) => video?.name === 'left/img')
    expect(left.map(({ video }) => video?.frame).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const name of ['left/img', 'right/img']) {
      const frames = assets.filter(({ video }) => video?.name === name)
      expect(new Set(frames.map(({ video }) => video?.id)).size).toBe(1)
      expect(new Set(frames.map(({ group }) => group)).size).toBe(1)
      expect(new Set(frames.map(({ split }) => split)).size).toBe(1)
    }
    expect(assets.find(({ name }) => name === 'left/poster.png')?.video).toBeUndefined()
  })

  test('are single images where nobody says so', async () => {
    const projectId = await server.project()
    await server.importFolder(projectId, join(server.folder, 'cams'))
    expect((await server.assets(projectId)).every(({ video }) => video === undefined)).toBe(true)
  })
})

describeWithMongo('a track', () => {
  describeWithData('over the frames of a real photograph', 'bccd', (data) => {
    let server: DataServer
    let sockets: LabelServer
    let projectId: ProjectId
    let token: string
    beforeAll(async () => {
      server = await startDataServer()
      sockets = await startLabelServer(server.store)
      projectId = await server.project()
      token = (await aStoredPerson(server.store, projectId, 'manager')).token
      const photographs = join(data, 'JPEGImages')
      const [first = ''] = readdirSync(photographs).sort()
      await writeFrames(join(server.folder, 'clip'), join(photographs, first))
      await server.importFolder(projectId, join(server.folder, 'clip'), { video: true })
      await labelAll()
    })
    afterAll(async () => {
      await sockets?.close()
      await server?.close()
    })

    const frames = async () =>
      (await server.assets(projectId)).sort((a, b) => (a.video?.frame ?? 0) - (b.video?.frame ?? 0)).map(({ _id }) => _id)
    async function labelAll(): Promise<void> {
      const person = await sockets.connect(token)
      const assets = await frames()
      const track: Track = { id: 'trk_1' as TrackId, number: 7, keyframe: true, outside: false }
      const commit = async (
        assetId: AssetId,
        operations: Parameters<typeof person.send<'annotation:commit'>>[1]['operations'],
      ) => {
        await person.send('asset:open', { assetId })
        expect(await person.send('annotation:commit', { assetId, operations })).toMatchObject({ ok: true })
        await person.send('asset:close', { assetId })
      }
      for (const [at, x] of [
        [0, 10],
        [8, 90],
      ] as const)
        await commit(assets[at] as AssetId, [drawing({ shape: { kind: 'box', x, y: 20, width: 40, height: 30 }, track })])
      await eventually(async () => expect(await server.annotations(projectId)).toHaveLength(FRAMES - 1))
      await server.store.assets.updateMany({ projectId }, { $set: { status: 'begun' } })
      for (const assetId of assets) {
        const opened = await person.send('asset:open', { assetId })
        const revision = opened.ok ? opened.value.asset.revision : 0
        await commit(assetId, [setting('approved', revision)])
      }
    }
    const content = async (id: ProjectId) => {
      const assets = new Map((await server.assets(id)).map((asset) => [asset._id, asset]))
      return (await server.annotations(id))
        .map(({ assetId, label, shape, track }) => {
          const { frame } = assets.get(assetId)?.video ?? {}
          return { frame, label, shape, number: track?.number, keyframe: track?.keyframe }
        })
        .sort((a, b) => (a.frame ?? 0) - (b.frame ?? 0))
    }

    test.each(['coco', 'cvat-video'])('is exported as %s and imported back as the same track', async (format) => {
      const body = JSON.stringify({ format, images: true })
      const answer = await server.ask(`/api/projects/${projectId}/exports`, token, { method: 'POST', body })
      const job = await server.ended(((await answer.json()) as { jobId: never }).jobId)
      if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
      const report = job.result as ExportReport
      expect(report).toMatchObject({ annotations: FRAMES - 1, losses: [] })
      const archive = Buffer.from(await (await server.ask(report.download, token)).arrayBuffer())
      const file = join(server.folder, `${format}.zip`)
      writeFileSync(file, archive)
      const copy = await server.project()
      const tree = await zipTree(file)
      const again = await server.importFrom(copy, tree, { approve: true, video: format === 'coco' })
      await tree.close()
      expect(again).toMatchObject({ format, assets: FRAMES, rejected: [], losses: [] })
      expect(await content(copy)).toEqual(await content(projectId))
      const tracks = new Set((await server.annotations(copy)).map(({ track }) => track?.id))
      expect([tracks.size, tracks.has(undefined)]).toEqual([1, false])
    })

    test('that is imported without its video is told of as a loss', async () => {
      const copy = await server.project()
      const tree = await zipTree(join(server.folder, 'coco.zip'))
      const report = await server.importFrom(copy, tree, { dryRun: true })
      await tree.close()
      expect(report.losses).toMatchObject([{ what: 'tracks: import the images as a video to keep them', count: FRAMES - 1 }])
    })
  })
})
