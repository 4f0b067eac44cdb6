import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { knowledgeOf } from '#server/review/information.ts'
import { mountReview } from '#server/review/routes.ts'
import { placesByInformationCursor, placesByScoreCursor } from '#server/review/suggestion-list.ts'
import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import { cropPath, SCORE_BINS, type SuggestionItem } from '#shared/routes/review.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { anAnnotation } from '../../support/builders.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'

/** Label, score: a dog of 0.6 and a cat of 0.6 are as doubtful, but for what is rare. */
const SUGGESTED = [
  ['cat', 0.97],
  ['cat', 0.6],
  ['dog', 0.6],
  ['dog', 0.9],
  ['cat', 0.29],
  ['cat', 0.6],
] as const

describeWithMongo('suggestions in triage', () => {
  let server: DataServer
  let projectId: ProjectId
  let token: string
  let stranger: string
  let asset: { _id: AssetId; width: number; height: number }
  let http: HttpServer
  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project({ ontology: { version: 1, labels: [] } })
    token = (await aStoredPerson(server.store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(server.store, projectId, null)).token
    const folder = join(server.folder, 'set')
    await writeVocSet(folder, { images: 2, seed: 3 })
    await server.importFolder(projectId, folder, {})
    const [first] = await server.assets(projectId)
    if (!first) throw new Error('Expected an imported image')
    asset = first
    await server.store.annotations.deleteMany({ projectId })
    for (const [index, [label, score]] of SUGGESTED.entries()) await suggest(`ann_${index}`, label, score)
    const { store, blobs } = server
    http = await startHttpServer(store, (mount, raw) => mountReview(mount, { store, blobs, ...raw }))
  })
  afterAll(async () => {
    await http?.close()
    await server?.close()
  })

  async function suggest(id: string, label: string, score: number): Promise<void> {
    const shape = { kind: 'box', x: 4, y: 6, width: 20, height: 10 } as const
    const origin = { type: 'model', version: 1, score, label, shape } as const
    const { id: _, ...row } = anAnnotation({ projectId, assetId: asset._id, label, shape, status: 'suggested', origin })
    await server.store.annotations.insertOne({ ...row, _id: id as AnnotationId, sequence: 1 })
  }

  const ask = (path: string, as = token, init: RequestInit = {}) =>
    fetch(http.address + path, {
      ...init,
      headers: { Authorization: `Bearer ${as}`, ...(init.body && { 'Content-Type': 'application/json' }) },
    })
  type Page = { items: SuggestionItem[]; next: string | null; total: number }
  const list = async (query: string): Promise<Page> =>
    (await ask(`/api/projects/${projectId}/suggestions?${query}`)).json() as Promise<Page>
  const scores = ({ items }: Page) => items.map(({ annotation: { origin } }) => (origin.type === 'model' ? origin.score : null))
  async function walk(query: string): Promise<SuggestionItem[]> {
    const items: SuggestionItem[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await list(`${query}&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      items.push(...page.items)
      cursor = page.next
    }
    return items
  }

  test('come by score from above and from below', async () => {
    expect(scores(await list('order=score'))).toEqual([0.97, 0.9, 0.6, 0.6, 0.6, 0.29])
    expect(scores(await list('order=doubtful'))).toEqual([0.29, 0.6, 0.6, 0.6, 0.9, 0.97])
  })

  test('come by what they teach: the least certain first', async () => {
    expect(scores(await list('order=information'))).toEqual([0.6, 0.6, 0.6, 0.29, 0.9, 0.97])
  })

  test.each(['order=score', 'order=doubtful', 'order=information', 'order=information&label=cat', 'order=score&least=0.6'])(
    'turn page by page without gaps or repeats, with %s',
    async (query) => {
      const whole = await list(query)
      const walked = await walk(query)
      expect(walked.map(({ annotation }) => annotation.id)).toEqual(whole.items.map(({ annotation }) => annotation.id))
      expect(whole.total).toBe(whole.items.length)
    },
  )

  test('of one label, or above a score, are counted beside the others', async () => {
    expect((await list('label=dog')).total).toBe(2)
    expect((await list('least=0.6&label=cat')).total).toBe(3)
    const counts = (await (await ask(`/api/projects/${projectId}/suggestion-counts?label=cat`)).json()) as {
      labels: object
      scores: number[]
    }
    expect(counts.labels).toEqual({ cat: 4, dog: 2 })
    expect(counts.scores).toHaveLength(SCORE_BINS)
    expect([counts.scores[29], counts.scores[60], counts.scores[97]]).toEqual([1, 2, 1])
  })

  test('carry their asset, and are left out where it was set aside', async () => {
    expect((await list('limit=1')).items[0]?.asset).toMatchObject({ id: asset._id, width: asset.width })
    await server.store.assets.updateOne({ _id: asset._id }, { $set: { status: 'quarantined' } })
    expect((await list('')).items).toEqual([])
    await server.store.assets.updateOne({ _id: asset._id }, { $set: { status: 'suggested' } })
  })

  test('can be looked at again by name', async () => {
    const body = JSON.stringify({ ids: ['ann_0', 'ann_none'] })
    const answer = await ask(`/api/projects/${projectId}/suggestions/look`, token, { method: 'POST', body })
    expect(await answer.json()).toEqual([{ id: 'ann_0', status: 'suggested', label: 'cat', revision: 1, changedBy: null }])
  })

  test('show a crop of their image, which browsers keep', async () => {
    const path = cropPath(projectId, asset._id, { x: -5, y: 0, width: 25, height: 10 }, 128)
    const answer = await ask(path)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ width: 128, height: 64 })
  })

  test('are nothing for strangers, and a crop beside the image or of another size is refused', async () => {
    const inside = { x: 0, y: 0, width: 9, height: 9 }
    expect((await ask(`/api/projects/${projectId}/suggestions`, stranger)).status).toBe(403)
    expect((await ask(cropPath(projectId, asset._id, inside, 128), stranger)).status).toBe(403)
    expect((await ask(cropPath(projectId, asset._id, { ...inside, x: 1e6 }, 128))).status).toBe(400)
    expect((await ask(cropPath(projectId, asset._id, inside, 5000 as 128))).status).toBe(400)
    expect((await ask(`/api/projects/${projectId}/suggestions?cursor=here`)).status).toBe(400)
  })

  test.each([{}, { label: 'cat' }, { least: 0.5 }])('filtered by %o are found by index alone', async (filter) => {
    const from = { value: 0.6, id: 'ann_1' }
    const wanted = { projectId, filter, from, limit: 10 }
    for (const direction of [1, -1] as const) {
      const plan = JSON.stringify(await placesByScoreCursor(server.store, direction, wanted).explain('queryPlanner'))
      expect(plan).toContain('"IXSCAN"')
      expect(plan).not.toMatch(/COLLSCAN|"stage":"SORT"[^_]/)
    }
    const ranked = JSON.stringify(
      await placesByInformationCursor(server.store, knowledgeOf([], []), wanted).explain('queryPlanner'),
    )
    expect(ranked).toContain('"IXSCAN"')
    expect(ranked).not.toMatch(/COLLSCAN|"FETCH"/)
  })
})
