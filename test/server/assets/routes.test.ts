import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type AssetWithOverlay, paths } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'
import { vocXml } from '../datasets/formats/read-all.ts'
import { aPicture } from '../datasets/made-up-images.ts'

const IMAGES = 6

describeWithMongo('assets', () => {
  let server: DataServer
  let projectId: ProjectId
  let token: string
  let stranger: string
  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project({ ontology: { version: 1, labels: [] } })
    token = (await aStoredPerson(server.store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(server.store, projectId, null)).token
    const folder = join(server.folder, 'set')
    mkdirSync(folder)
    for (let index = 0; index < IMAGES; index++) writeFileSync(join(folder, `image-${index}.png`), await aPicture(index))
    for (const index of [0, 1]) {
      const objects = [
        { name: 'a.b', box: [0, 16, 48, 64] as const },
        { name: '$x', box: [1, 1, 9, 9] as const },
      ]
      writeFileSync(join(folder, `image-${index}.xml`), vocXml(`image-${index}.png`, objects.slice(0, 2 - index)))
    }
    writeFileSync(join(folder, 'scan (1).tiff'), await aPicture(50, { format: 'tiff' }))
    await server.importFolder(projectId, folder, { approve: true })
  })
  afterAll(() => server?.close())

  type Page = { items: AssetWithOverlay[]; next: string | null; total: number }
  const list = async (query = ''): Promise<Page> =>
    (await server.ask(`/api/projects/${projectId}/assets${query}`, token)).json() as Promise<Page>

  test('are listed in import order, page by page, without gaps or repeats', async () => {
    const names: string[] = []
    let cursor: string | null = null
    do {
      const page: Page = await list(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
      expect(page.total).toBe(IMAGES + 1)
      names.push(...page.items.map(({ name }) => name))
      cursor = page.next
    } while (cursor)
    expect(names).toEqual([...Array.from({ length: IMAGES }, (_, index) => `image-${index}.png`), 'scan (1).tiff'])
  })

  test('carry what is drawn over their thumbnails, in shares of the image', async () => {
    const [first, , third] = (await list()).items
    expect(first?.overlay).toContainEqual({ label: 'a.b', status: 'approved', box: [0, 0.25, 0.5, 0.75] })
    expect(first?.overlay).toHaveLength(2)
    expect(third?.overlay).toEqual([])
  })

  test.each([
    ['status=approved', 2],
    ['status=new,approved', 7],
    ['label=a.b', 2],
    ['label=%24x', 1],
    ['label=nothing', 0],
    ['search=scan%20(1)', 1],
    ['search=IMAGE', 6],
    ['search=.*', 0],
    ['status=new&search=image', 4],
  ])('filtered by %s are %i', async (query, total) => {
    const page = await list(`?${query}`)
    expect(page.total).toBe(total)
    expect(page.items).toHaveLength(total)
  })

  test('are counted per status, split and label', async () => {
    const counts = (await (await server.ask(`/api/projects/${projectId}/asset-counts`, token)).json()) as {
      status: object
      split: Record<string, number>
      label: object
    }
    expect(counts).toMatchObject({ status: { approved: 2, new: 5 }, label: { 'a.b': 2, $x: 1 } })
    expect(Object.values(counts.split).reduce((sum, count) => sum + count, 0)).toBe(IMAGES + 1)
  })

  test('know their neighbours and their place', async () => {
    const [first, second, third] = await server.assets(projectId)
    const view = (id?: string) => server.ask(`/api/projects/${projectId}/assets/${id}`, token).then((answer) => answer.json())
    expect(await view(first?._id)).toMatchObject({ previous: null, next: second?._id, position: 1, total: IMAGES + 1 })
    expect(await view(second?._id)).toMatchObject({
      asset: { id: second?._id, name: 'image-1.png' },
      annotations: [{ label: 'a.b', status: 'approved' }],
      previous: first?._id,
      next: third?._id,
      position: 2,
    })
  })

  test('send their image and thumbnail once, to be kept for ever', async () => {
    const [asset] = await server.assets(projectId)
    for (const path of [paths.image(projectId, asset?._id ?? ''), paths.thumbnail(projectId, asset?._id ?? '')]) {
      const answer = await server.ask(path, token)
      expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
      expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ width: 96, height: 64 })
      const again = await server.ask(path, token, {
        headers: { 'If-None-Match': answer.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' },
      })
      expect(again.status).toBe(304)
    }
  })

  test('of a kind that browsers do not show are sent as PNG', async () => {
    const scan = (await server.assets(projectId)).find(({ format }) => format === 'tiff')
    const answer = await server.ask(paths.image(projectId, scan?._id ?? ''), token)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ format: 'png', width: 96 })
  })

  test('are for people of the project alone', async () => {
    const [asset] = await server.assets(projectId)
    const elsewhere = await server.project()
    const { token: other } = await aStoredPerson(server.store, elsewhere, 'manager')
    for (const path of [
      `/api/projects/${projectId}/assets`,
      `/api/projects/${projectId}/asset-counts`,
      `/api/projects/${projectId}/assets/${asset?._id}`,
      paths.image(projectId, asset?._id ?? ''),
      paths.thumbnail(projectId, asset?._id ?? ''),
    ]) {
      expect((await server.ask(path, null)).status).toBe(401)
      expect((await server.ask(path, stranger)).status).toBe(403)
      expect((await server.ask(path, other)).status).toBe(403)
      expect((await server.ask(path.replace(projectId, elsewhere), other)).status).toBe(
        path.includes(`${asset?._id}`) ? 404 : 200,
      )
    }
  })

  test('that do not exist, and cursors that no page gave, are refused', async () => {
    expect((await server.ask(paths.image(projectId, 'ast_none'), token)).status).toBe(404)
    expect((await server.ask(`/api/projects/${projectId}/assets?cursor=here`, token)).status).toBe(400)
    expect((await server.ask(`/api/projects/${projectId}/assets?status=lost`, token)).status).toBe(400)
  })
})
