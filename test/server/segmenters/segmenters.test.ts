import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEncoders } from '#server/segmenters/encoders.ts'
import { mountSegmenters } from '#server/segmenters/routes.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import { segmenterPaths } from '#shared/routes/segmenters.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { CELL, FRAME, tinyDecoder, tinyEncoder } from '../../support/tiny-segmenter.ts'

const IMAGE = { width: 320, height: 160 }

describeWithMongo("a project's own segmenter", () => {
  const folder = temporaryFolder(afterAll)
  let store: Store
  let blobs: BlobStore
  let server: HttpServer
  let closeEncoders: () => void
  let projectId: ProjectId
  let assetId: AssetId
  let image: string
  let [manager, annotator, stranger] = ['', '', '']
  let encodings = 0

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    blobs = await openBlobs(`file:${folder}`)
    const real = createEncoders({ blobs })
    const encoders: Pick<typeof real, 'encode'> = {
      encode(...asked) {
        encodings++
        return real.encode(...asked)
      },
    }
    server = await startHttpServer(store, (mount, raw) => mountSegmenters(mount, { store, blobs, encoders, ...raw }))
    closeEncoders = real.close
    projectId = await aStoredProject(store)
    image = await aStoredImage()
    assetId = await aStoredAsset(store, projectId, { ...IMAGE, hash: image, format: 'png' })
    manager = (await aStoredPerson(store, projectId, 'manager')).token
    annotator = (await aStoredPerson(store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(store, projectId, null)).token
  }, 60_000)
  afterAll(async () => {
    closeEncoders?.()
    await server?.close()
    await store?.close()
  })

  // White, with a red left half.
  async function aStoredImage(): Promise<string> {
    const red = { create: { width: 160, height: 160, channels: 3 as const, background: '#ff0000' } }
    const picture = sharp({ create: { ...IMAGE, channels: 3, background: '#ffffff' } })
    const bytes = await picture
      .composite([{ input: await sharp(red).png().toBuffer(), left: 0, top: 0 }])
      .png()
      .toBuffer()
    return (await blobs.put({ bytes })).hash
  }

  const ask = (path: string, token: string, init: RequestInit = {}) =>
    fetch(server.address + path, { ...init, headers: { Authorization: `Bearer ${token}` } })
  async function upload(encoder: Buffer, decoder: Buffer, token = manager) {
    const path = segmenterPaths.upload(projectId, {
      encoder: 'encoder.onnx',
      decoder: 'decoder.onnx',
      encoderBytes: encoder.length,
    })
    const answer = await ask(path, token, { method: 'PUT', body: new Uint8Array(Buffer.concat([encoder, decoder])) })
    return { status: answer.status, body: (await answer.json()) as Segmenter & { detail: string } }
  }
  const shown = async () => (await (await ask(segmenterPaths.upload(projectId), annotator)).json()) as Segmenter | null

  test('a file that is no ONNX is refused', async () => {
    const { status, body } = await upload(randomBytes(500), tinyDecoder())
    expect(status).toBe(400)
    expect(body.detail).toMatch(/^The encoder cannot be loaded as ONNX: /)
    expect(await shown()).toBeNull()
  })

  test('an encoder for other images is refused, with what was expected and what came', async () => {
    const { body } = await upload(tinyEncoder(4), tinyDecoder())
    expect(body.detail).toBe(
      'Expected the encoder to have one input, float32 [1, 3, height, width] with both sides fixed (at most 4096), got image float32 [1, 4, 64, 64]',
    )
  })

  test('a decoder with other names is refused, with what was expected and what came', async () => {
    const { body } = await upload(tinyEncoder(), tinyDecoder({ embeddings: 'features' }))
    expect(body.detail).toBe('Expected the decoder to take image_embeddings, got features, point_coords, point_labels')
  })

  test('half an upload is refused', async () => {
    const { body } = await upload(tinyEncoder(), Buffer.alloc(0))
    expect(body.detail).toMatch(/^Expected an encoder of \d+ bytes and a decoder behind it, got \d+ bytes in all$/)
  })

  test('only who may change the project brings one', async () => {
    expect((await upload(tinyEncoder(), tinyDecoder(), annotator)).status).toBe(403)
  })

  test('a pair that fits is kept, and everybody in the project sees it', async () => {
    const { status } = await upload(tinyEncoder(), tinyDecoder())
    expect(status).toBe(200)
    expect(await shown()).toMatchObject({
      encoder: { name: 'encoder.onnx' },
      frame: [FRAME, FRAME],
      embedding: [1, 3, FRAME / CELL, FRAME / CELL],
      inputs: ['image_embeddings', 'point_coords', 'point_labels'],
    })
  })

  test('the decoder is sent as it came', async () => {
    const { decoder } = (await shown()) as Segmenter
    const answer = await ask(segmenterPaths.decoder(projectId, decoder.hash), annotator)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(tinyDecoder())
  })

  test('an image is encoded once, however many ask', async () => {
    const { encoder } = (await shown()) as Segmenter
    const path = segmenterPaths.embedding(projectId, assetId, encoder.hash)
    const both = await Promise.all([ask(path, annotator), ask(path, manager)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const [first, second] = await Promise.all(both.map(async (one) => new Float32Array(await one.arrayBuffer())))
    expect(second).toEqual(first)
    await ask(path, annotator)
    expect(encodings).toBe(1)
    expect(firstRow(first as Float32Array, 0)).toEqual([2.249, 2.249])
    // The right half is white, the left has no green; below the image there is nothing.
    expect(firstRow(first as Float32Array, 1)).toEqual([-2.036, 2.429])
    expect((first as Float32Array).slice(-FRAME / CELL).every((value) => value === 0)).toBe(true)
  })

  // The left-most and the right-most cell of the top row, in one channel.
  const firstRow = (embedding: Float32Array, channel: number) => {
    const cells = FRAME / CELL
    return [0, cells - 1].map((column) => Number(embedding[channel * cells * cells + column]?.toFixed(3)))
  }

  test('who is not in the project gets nothing', async () => {
    const { encoder, decoder } = (await shown()) as Segmenter
    expect((await ask(segmenterPaths.embedding(projectId, assetId, encoder.hash), stranger)).status).toBe(403)
    expect((await ask(segmenterPaths.decoder(projectId, decoder.hash), stranger)).status).toBe(403)
  })

  test('taken away, its files and all it computed are gone', async () => {
    const { encoder, decoder } = (await shown()) as Segmenter
    const row = await store.embeddings.findOne({ encoder: encoder.hash })
    expect((await ask(segmenterPaths.upload(projectId), manager, { method: 'DELETE' })).status).toBe(200)
    expect(await shown()).toBeNull()
    const gone = [encoder.hash, decoder.hash, row?.content ?? '']
    expect(await Promise.all(gone.map((hash) => blobs.has(hash)))).toEqual([false, false, false])
    expect(await blobs.has(image)).toBe(true)
    expect((await ask(segmenterPaths.embedding(projectId, assetId, encoder.hash), annotator)).status).toBe(404)
  })
})
