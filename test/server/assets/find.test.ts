import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { SCALES, termsAt, termsBetween } from '#server/asset-terms.ts'
import { understood } from '#server/assets/asset-list.ts'
import { keepAllTerms } from '#server/assets/term-records.ts'
import type { AssetRow } from '#server/store/collections.ts'
import { type AnnotationId, type AssetId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import { withLabels } from '#shared/ontology.ts'
import { createRandom } from '#shared/random.ts'
import { type AssetWithOverlay, paths } from '#shared/routes/data.ts'
import { anAssetRow, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'

const IMAGES = 400
const DAY = 86_400_000
const STARTED = Date.UTC(2026, 9, 1)

describeWithMongo('finding images', () => {
  let server: DataServer
  let projectId: ProjectId
  let ada: { id: UserId; token: string }
  let rows: AssetRow[]
  beforeAll(async () => {
    server = await startDataServer()
    projectId = await server.project({ ontology: withLabels({ version: 1, labels: [] }, ['RBC', 'Platelets', 'a.b']) })
    ada = await aStoredPerson(server.store, projectId, 'annotator', 'ada')
    const random = createRandom(1)
    rows = Array.from({ length: IMAGES }, (_, index) => madeUp(index, random))
    await server.store.assets.insertMany(rows)
    await server.store.assetStatistics.insertMany(
      rows.map(({ _id }, index) => ({ _id, projectId, method: 'test', numbers: { ...FLAT, brightness: index / IMAGES } })),
    )
  })
  afterAll(() => server?.close())

  const FLAT = { contrast: 0.1, sharpness: 1, colour: 0.2, warmth: 0 }
  function madeUp(index: number, random: { next(): number }): AssetRow {
    const approved = { RBC: Math.floor(random.next() * 40), ...(index % 7 === 0 && { 'a.b': 1 + (index % 3) }) }
    return anAssetRow(projectId, {
      name: `${index % 2 === 0 ? 'left' : 'right'}/Cat_${String(index).padStart(4, '0')}.jpg`,
      status: (['new', 'review', 'approved'] as const)[index % 3] as AssetRow['status'],
      split: index % 5 === 0 ? 'test' : 'train',
      width: 300 + index,
      order: index + 1,
      createdAt: STARTED + index * DAY * 0.1,
      counts: { suggested: index % 4, draft: 0, approved },
      meta: { camera: index % 10 === 0 ? 'Front' : 'Back' },
    })
  }

  type Page = { items: AssetWithOverlay[]; next: string | null; total: number; totalIsLeast: boolean }
  const ask = (query: string, more = '') =>
    server.ask(`/api/projects/${projectId}/assets?limit=500&query=${encodeURIComponent(query)}${more}`, ada.token)
  const found = async (query: string, more = ''): Promise<Page> => (await (await ask(query, more)).json()) as Page
  const rbc = ({ counts }: AssetRow) => counts.approved.RBC ?? 0
  const place = ({ order }: AssetRow) => order - 1

  test.each<[string, (row: AssetRow) => boolean]>([
    ['', () => true],
    ['status:review', ({ status }) => status === 'review'],
    ['count(RBC) > 20', (row) => rbc(row) > 20],
    ['count(RBC) <= 3', (row) => rbc(row) <= 3],
    ['count(rbc) = 0', (row) => rbc(row) === 0],
    ['label:a.b', (row) => row.counts.approved['a.b'] !== undefined],
    ['count(a.b) >= 2 split:test', (row) => (row.counts.approved['a.b'] ?? 0) >= 2 && row.split === 'test'],
    ['label:RBC not label:a.b', (row) => rbc(row) > 0 && row.counts.approved['a.b'] === undefined],
    ['brightness < 0.3', (row) => place(row) / IMAGES < 0.3],
    ['brightness >= 0.3 brightness < 0.31', (row) => place(row) / IMAGES >= 0.3 && place(row) / IMAGES < 0.31],
    ['width > 512 and width <= 600', ({ width }) => width > 512 && width <= 600],
    ['width = 555', ({ width }) => width === 555],
    ['name ~ cat_01', ({ name }) => name.includes('Cat_01')],
    ['LEFT/ 7.jpg', ({ name }) => name.startsWith('left/') && name.endsWith('7.jpg')],
    ['imported > 2026-10-20', ({ createdAt }) => createdAt >= Date.UTC(2026, 9, 21)],
    ['imported:2026-10-20', ({ createdAt }) => Math.floor(createdAt / DAY) === Date.UTC(2026, 9, 20) / DAY],
    ['suggestions = 3 or status:new', ({ counts, status }) => counts.suggested === 3 || status === 'new'],
    ['labels > 30 (split:test or count(RBC) > 35)', (row) => total(row) > 30 && (row.split === 'test' || rbc(row) > 35)],
    ['meta.camera = front', ({ meta }) => meta?.camera === 'Front'],
    ['meta.camera ~ ron', ({ meta }) => meta?.camera === 'Front'],
    ['by:ada', () => false],
    ['score < 0.4', () => false],
    ['approved > 2020-01-01', () => false],
    ['format:jpeg not (status:new or status:review)', ({ status }) => status === 'approved'],
  ])('by "%s"', async (query, fits) => {
    const page = await found(query)
    expect(page.items.map(({ id }) => id)).toEqual(rows.filter(fits).map(({ _id }) => _id))
    expect(page).toMatchObject({ total: rows.filter(fits).length, totalIsLeast: false, next: null })
  })

  const total = ({ counts }: AssetRow) => Object.values(counts.approved).reduce((sum, count) => sum + count, 0)

  test('in pages and from the newest on, without gaps or repeats', async () => {
    const fitting = rows.filter((row) => rbc(row) > 5).map(({ _id }) => _id)
    for (const [order, expected] of [
      ['oldest', fitting],
      ['newest', fitting.toReversed()],
    ] as const) {
      const ids: AssetId[] = []
      let cursor: string | null = null
      do {
        const more: string = `&order=${order}&limit=37${cursor ? `&cursor=${cursor}` : ''}`.replace('&limit', '&_=1&limit')
        const answer = await server.ask(
          `/api/projects/${projectId}/assets?query=${encodeURIComponent('count(RBC) > 5')}${more}`,
          ada.token,
        )
        const page = (await answer.json()) as Page
        expect(page.total).toBe(fitting.length)
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.next
      } while (cursor)
      expect(ids).toEqual(expected)
    }
  })

  test.each([
    ['count(RBC) >', 'Expected a number after count(RBC) >, got the end of the query (at 13)'],
    ['status:new label:Platelet', 'Expected a label of the project, got "Platelet"; there are: RBC, Platelets, a.b (at 18)'],
    ['by:bob', 'Expected somebody’s name or me, got "bob" (at 4)'],
  ])('"%s" is refused with a place and a reason', async (query, reason) => {
    const answer = await ask(query)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid', detail: reason })
  })

  test('by people, days and scores follows the log', async () => {
    const { store } = server
    const log = createOperationLog({ store, log: server.log, now: () => Date.UTC(2026, 10, 10, 8) })
    const [first, second] = [rows[0] as AssetRow, rows[3] as AssetRow]
    const shape = { kind: 'box', x: 1, y: 1, width: 10, height: 10 } as never
    const creation = (status: 'draft' | 'suggested', score?: number) => ({
      id: newId<OperationId>('op'),
      type: 'create' as const,
      annotationId: newId<AnnotationId>('ann'),
      label: 'Platelets',
      shape,
      attributes: {},
      status,
      ...(score !== undefined && { origin: { type: 'model' as const, version: 1, score, label: 'Platelets', shape } }),
    })
    const may = () => true
    await log.commit({ assetId: first._id, user: ada, may, operations: [creation('draft')] })
    const approval = { id: newId<OperationId>('op'), type: 'asset' as const, base: 1, status: 'approved' as const }
    expect((await log.commit({ assetId: first._id, user: ada, may, operations: [approval] })).outcomes[0]?.outcome).toBe(
      'applied',
    )
    await log.commit({ assetId: second._id, user: null, operations: [creation('suggested', 0.3), creation('suggested', 0.9)] })
    await log.close()

    for (const query of [
      'by:ada',
      'by:me',
      'approved-by:ada',
      'approved:2026-11-10',
      'approved >= 2026-11-10',
      'label:Platelets',
    ])
      expect((await found(query)).items.map(({ id }) => id)).toEqual([first._id])
    expect((await found('changed:2026-11-10')).total).toBe(2)
    expect((await found('score < 0.4')).items.map(({ id }) => id)).toEqual([second._id])
    expect((await found('score > 0.4')).total).toBe(0)

    // What an older version left behind gets the same terms from its log, while people work.
    const before = await store.assets.find({ projectId }).sort({ order: 1 }).toArray()
    await store.assets.updateMany({ projectId }, { $unset: { terms: '', work: '', termed: '', measured: '' } })
    await keepAllTerms(store, new AbortController().signal)
    expect(await store.assets.find({ projectId }).sort({ order: 1 }).toArray()).toEqual(before)
  })

  test('looks at little more than it finds, by index', async () => {
    const queries = [
      'status:review',
      'label:a.b',
      'count(RBC) > 36',
      'brightness < 0.1',
      'name ~ cat_012',
      'count(RBC) > 10 label:a.b',
      'imported:2026-10-20',
    ]
    for (const query of queries) {
      const { plan } = await understood({ store: server.store, similarTo: async () => null }, projectId, { query }, ada.id)
      const explained = await server.store.assets
        .find(plan.filter, { hint: plan.index })
        .sort({ order: 1 })
        .explain('executionStats')
      const { nReturned, totalDocsExamined } = explained.executionStats
      expect(JSON.stringify(explained.queryPlanner.winningPlan)).not.toMatch(/COLLSCAN|"SORT"/)
      expect(nReturned).toBeGreaterThan(0)
      expect(totalDocsExamined, query).toBeLessThan(nReturned * 2 + 20)
    }
  })

  test('any view is a table too, a row for each image, as CSV and as Parquet', async () => {
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    const query = `?query=${encodeURIComponent('count(RBC) > 20 width > 310 width < 500')}&order=newest`
    const fitting = rows.filter((row) => rbc(row) > 20 && row.width > 310 && row.width < 500).toReversed()
    expect((await server.ask(paths.assetTable(projectId, 'csv') + query, ada.token)).status).toBe(403)
    const csv = await (await server.ask(paths.assetTable(projectId, 'csv') + query, token)).text()
    const [header = '', ...lines] = csv.trimEnd().split('\r\n')
    const column = (name: string) => header.split(',').indexOf(name)
    expect(lines.map((line) => line.split(',')[column('id')])).toEqual(fitting.map(({ _id }) => _id))
    expect(lines.map((line) => Number(line.split(',')[column('count(RBC)')]))).toEqual(fitting.map(rbc))
    const file = await (await server.ask(paths.assetTable(projectId, 'parquet') + query, token)).arrayBuffer()
    const read = await parquetReadObjects({ file })
    expect(read.map(({ name, width, imported, approved_by }) => ({ name, width, imported, approved_by }))).toEqual(
      fitting.map(({ name, width, createdAt }) => ({ name, width, imported: new Date(createdAt), approved_by: null })),
    )
    expect(read.map((row) => row.brightness)).toEqual(fitting.map((row) => place(row) / IMAGES))
  })

  test('a saved view is its owner’s until it is shared, and holds only what can be read', async () => {
    const bea = await aStoredPerson(server.store, projectId, 'annotator', 'bea')
    const manager = await aStoredPerson(server.store, projectId, 'manager', 'max')
    const path = `/api/projects/${projectId}/views`
    const save = (token: string, body: object) => server.ask(path, token, { method: 'POST', body: JSON.stringify(body) })
    const names = async (token: string) =>
      ((await (await server.ask(path, token)).json()) as { name: string }[]).map(({ name }) => name)
    const draft = { name: 'Crowded', query: 'count(RBC) > 20', order: 'newest', shared: false }
    expect((await save(ada.token, { ...draft, query: 'count(' })).status).toBe(400)
    const saved = (await (await save(ada.token, draft)).json()) as { id: string }
    expect([await names(ada.token), await names(bea.token)]).toEqual([['Crowded'], []])
    const again = (await (await save(ada.token, { ...draft, shared: true })).json()) as { id: string }
    expect(again.id).toBe(saved.id)
    expect(await names(bea.token)).toEqual(['Crowded'])
    expect((await save(bea.token, draft)).status).toBe(409)
    const remove = (token: string) => server.ask(`${path}/${saved.id}`, token, { method: 'DELETE' })
    expect((await remove(bea.token)).status).toBe(403)
    expect((await remove(manager.token)).status).toBe(200)
    expect(await names(ada.token)).toEqual([])
  })
})

test('the terms of a range name exactly the values within its bins', () => {
  const random = createRandom(3)
  for (const scale of Object.values(SCALES))
    for (let round = 0; round < 20; round++) {
      const [a = 0, b = 0] = [random.next(), random.next()].map((share) => share * 2000).sort((one, other) => one - other)
      const terms = termsBetween(scale, a, b)
      expect(terms.length).toBeLessThan(150)
      for (let value = 0; value < 2000; value += 7) {
        const isWithin = scale.bin(value) >= scale.bin(a) && scale.bin(value) <= scale.bin(b)
        expect(termsAt(scale, value).filter((term) => terms.includes(term)).length).toBe(isWithin ? 1 : 0)
      }
    }
})
