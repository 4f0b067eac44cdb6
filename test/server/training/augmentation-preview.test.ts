import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mountAugmentation } from '#server/training/augmentation-routes.ts'
import { previewAssets } from '#server/training/preview-images.ts'
import type { RouteResponse } from '#shared/contract.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { routes } from '#shared/routes.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { vocXml } from '../datasets/formats/read-all.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'
import { aPicture } from '../datasets/made-up-images.ts'

type Answer = RouteResponse<typeof routes.augmentation.preview>

describeWithMongo('the preview of augmentation', () => {
  let importing: Importing
  let server: HttpServer
  let projectId: ProjectId
  let token: string
  beforeAll(async () => {
    importing = await openImporting()
    const { store, blobs } = importing
    server = await startHttpServer(store, (mount) => mountAugmentation(mount, { store, blobs }))
    projectId = await importing.project({ ontology: { version: 1, labels: [] } })
    token = (await aStoredPerson(store, projectId, 'annotator')).token
  })
  afterAll(async () => {
    await server?.close()
    await importing?.close()
  })

  const preview = async (body: object) => {
    const { status, body: answer } = await server.ask(token, 'POST', `/api/projects/${projectId}/augmentation-preview`, body)
    return { status, answer: answer as Answer }
  }

  test('is empty before anything is approved, and tells what the data would decide', async () => {
    const { status, answer } = await preview({})
    expect([status, answer.images]).toEqual([200, []])
    expect(answer.augmentation).toMatchObject({ horizontalFlip: true, mosaic: 0 })
  })

  test('shows approved images with their objects, the same for the same seed and other ones for another', async () => {
    const folder = join(importing.folder, 'set')
    mkdirSync(folder)
    for (const index of [0, 1, 2]) {
      writeFileSync(join(folder, `image-${index}.png`), await aPicture(index))
      writeFileSync(join(folder, `image-${index}.xml`), vocXml(`image-${index}.png`, [{ name: 'cat', box: [10, 8, 40, 40] }]))
    }
    await importing.importFolder(projectId, folder, { approve: true })
    const { answer } = await preview({ count: 5, seed: 1, parameters: { scale: 0, horizontalFlip: false } })
    expect(answer.images).toHaveLength(5)
    for (const { picture, width, height, objects } of answer.images) {
      const { format, ...size } = await sharp(Buffer.from(picture.split(',')[1] ?? '', 'base64')).metadata()
      expect({ format, width: size.width, height: size.height }).toEqual({ format: 'jpeg', width, height })
      expect(objects.map(({ label, rings, weight }) => [label, rings.length, weight])).toEqual([['cat', 1, 1]])
      expect(objects[0]?.rings.flat().every((value) => value >= 0 && value <= 1)).toBe(true)
    }
    expect((await preview({ count: 5, seed: 1, parameters: { scale: 0, horizontalFlip: false } })).answer).toEqual(answer)
    expect((await preview({ count: 5, seed: 2, parameters: { mosaic: 1 } })).answer.augmentation).toMatchObject({ mosaic: 1 })
    expect((await preview({ count: 5, seed: 2 })).answer.images).not.toEqual(answer.images)
  })

  test('finds its images by index alone', async () => {
    const { queryPlanner } = await previewAssets(importing.store, projectId).explain('queryPlanner')
    const plan = JSON.stringify(queryPlanner.winningPlan)
    expect(plan).toContain('"IXSCAN"')
    expect(plan).not.toMatch(/COLLSCAN|"stage":"SORT"[^_]/)
  })

  test('refuses a strength that is none', async () => {
    expect((await preview({ parameters: { mosaic: 'much' } })).status).toBe(400)
    expect((await preview({ parameters: { scale: 3 } })).status).toBe(400)
  })
})
