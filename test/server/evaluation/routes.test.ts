import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { standingsCursor } from '#server/evaluation/beside-list.ts'
import { caseQuery, casesCursor, suspectQuery } from '#server/evaluation/case-list.ts'
import { examine } from '#server/evaluation/examination/examine.ts'
import { keepExamination } from '#server/evaluation/keep-examination.ts'
import { mountExaminations } from '#server/evaluation/routes.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import { createLog } from '#server/log.ts'
import { problemHandler } from '#server/problem.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { mounting } from '#server/wire/mount.ts'
import type { Split } from '#shared/domain/asset.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from '../datasets/importing.ts'
import { fromHalf, measured } from './examination/measured.ts'

const cat = [10, 10, 40, 40] as const
const dog = [100, 10, 40, 40] as const

describeWithMongo('the closer look at a model over HTTP', () => {
  let importing: Importing
  let projectId: ProjectId
  let token: string
  let stranger: string
  let address: string
  let close: () => Promise<void>

  beforeAll(async () => {
    importing = await openImporting()
    const { store, folder } = importing
    projectId = await importing.project()
    await writeVocSet(`${folder}/set`, { images: 3, seed: 1 })
    await importing.importFolder(projectId, `${folder}/set`, {})
    const ids = (await importing.assets(projectId)).map(({ _id }) => _id)
    const told = [
      {
        truth: [
          ['cat', cat],
          ['dog', dog],
        ],
        predictions: [
          ['cat', 0.9, cat],
          ['cat', 0.8, dog],
        ],
      },
      { truth: [['cat', cat]], predictions: [['dog', 0.7, dog]] },
      { truth: [['dog', dog]], predictions: [['dog', 0.6, dog]] },
    ] as const
    const images = told.map((one, index) => measured(one, ids[index]))
    await keep(1, 'test', images)
    await keep(1, 'validation', images.slice(0, 1))
    await keep(
      2,
      'test',
      images.map(({ truth, ...rest }) => ({
        ...rest,
        truth,
        predictions: truth.map(({ label, shape }) => ({ label, shape, score: 0.9, value: null })),
      })),
    )
    const good = Array.from({ length: 12 }, () => measured({ truth: [['cat', cat]], predictions: [['cat', 0.75, cat]] }, ids[0]))
    const unlabelled = measured({ predictions: [['cat', 0.75, dog]] }, ids[1])
    await keep(4, 'test', [...good, ...good, unlabelled])
    await keep(4, 'validation', [...good, measured({ truth: [['cat', cat]] }, ids[2])])
    token = (await aStoredPerson(store, projectId, 'annotator')).token
    stranger = (await aStoredPerson(store, projectId, null)).token
    const { ofRequest: authenticate } = createAuthentication({ store })
    const router = express.Router()
    mountExaminations(mounting(router, authenticate), { store })
    const http = createServer(express().use(router, problemHandler(createLog('test', 'silent'))))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/projects/${projectId}/models`
    close = async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    }
  })
  afterAll(async () => {
    await close?.()
    await importing?.close()
  })

  async function keep(version: number, split: Split, images: readonly MeasuredImage[]) {
    const measurement = { task: 'detection', split, labels: ['cat', 'dog'], images, latencyMs: 1 } as const
    const facts = images.map(() => ({ source: null, brightness: null, annotator: null, at: 0 }))
    const input = { measurement, shownFrom: fromHalf, facts, examplesOf: () => 5, pastOf: () => [], seed: 1 }
    const findings = await examine(input)
    await keepExamination(importing.store, { model: { projectId, version }, snapshot: { number: 3 }, measurement, findings })
  }
  const ask = (path: string, as = token) => fetch(address + path, { headers: { Authorization: `Bearer ${as}` } })
  const read = async (path: string) => (await ask(path)).json()
  const words = ({ items }: { items: { kind: string; label: string | null; predicted: string | null }[] }) =>
    items.map(({ kind, label, predicted }) => `${kind} ${label ?? '-'} ${predicted ?? '-'}`)

  it('shows figures with intervals, the matrix, the curves and the advice of a split', async () => {
    const look = await read('/1/examination?split=test')
    expect(look).toMatchObject({
      version: 1,
      split: 'test',
      images: 3,
      snapshotNumber: 3,
      kinds: { 'true-positive': 2, confusion: 1, miss: 1, 'false-positive': 1 },
      confusion: {
        labels: ['cat', 'dog'],
        counts: [
          [1, 0, 1],
          [1, 1, 0],
          [0, 1, 0],
        ],
      },
    })
    expect(look.figures.map(({ name }: { name: string }) => name)).toEqual(['map50', 'map', 'map75'])
    expect(look.figures[0].low).toBeLessThan(look.figures[0].value)
    expect(look.curves.map(({ label }: { label: string }) => label)).toEqual(['cat', 'dog'])
    expect(look.advice).toHaveLength(2)
  })

  it('says that a model was not examined on a split', async () => {
    expect(await read('/1/examination?split=train')).toBeNull()
    expect(await read('/9/cases')).toEqual({ items: [], next: null, total: 0 })
  })

  it('lists cases, the surest mistakes first and the surest hits last, page by page', async () => {
    const first = await read('/1/cases?limit=3')
    const second = await read(`/1/cases?limit=3&cursor=${first.next}`)
    expect([...words(first), ...words(second)]).toEqual([
      'miss cat -',
      'confusion dog cat',
      'false-positive - dog',
      'true-positive dog dog',
      'true-positive cat cat',
    ])
    expect(first.total).toBe(5)
    expect(second.next).toBeNull()
    expect(first.items[1]).toMatchObject({ score: 0.8, overlap: 1, asset: { width: 160, height: 120 } })
  })

  it.each([
    ['kind=miss,confusion', ['miss cat -', 'confusion dog cat']],
    ['label=dog', ['confusion dog cat', 'true-positive dog dog']],
    ['predicted=dog&least=0.65', ['false-positive - dog']],
    ['kind=true-positive&most=0.7', ['true-positive dog dog']],
  ])('lists the cases of %s', async (filter, expected) => {
    expect(words(await read(`/1/cases?${filter}`))).toEqual(expected)
  })

  it('lists likely label mistakes of every split, the likeliest first', async () => {
    const { items, total } = await read('/4/suspects')
    expect(total).toBe(items.length)
    expect(items.map(({ split, suspect }: { split: string; suspect: string }) => `${split} ${suspect}`)).toEqual([
      'test unlabelled',
      'validation groundless',
    ])
    expect((await read('/4/suspects?label=cat')).items).toHaveLength(2)
    expect((await read('/4/suspects?label=dog')).items).toHaveLength(0)
    expect((await read('/4/suspects?split=test')).items).toHaveLength(1)
  })

  it('puts two models side by side, the images first on which they differ most', async () => {
    const { items } = await read('/1/beside/2')
    expect(items.map(({ own, other }: { own: object; other: object }) => [own, other])).toEqual([
      [
        { right: 0, wrong: 2, error: null },
        { right: 1, wrong: 0, error: null },
      ],
      [
        { right: 1, wrong: 1, error: null },
        { right: 2, wrong: 0, error: null },
      ],
      [
        { right: 1, wrong: 0, error: null },
        { right: 1, wrong: 0, error: null },
      ],
    ])
  })

  it('takes the place of what was there when the model is looked at again', async () => {
    const { store } = importing
    await keep(3, 'test', [measured({ truth: [['cat', cat]] }, 'ast_gone')])
    await keep(3, 'test', [])
    expect(await store.cases.countDocuments({ projectId, version: 3 })).toBe(0)
    expect(await store.examinations.countDocuments({ projectId, version: 3 })).toBe(1)
  })

  it('is for members alone, and refuses a cursor of its own making', async () => {
    expect((await ask('/1/cases', stranger)).status).toBe(403)
    expect((await ask('/1/cases?cursor=nonsense')).status).toBe(400)
    expect((await ask('/1/beside/2?cursor=-1')).status).toBe(400)
    expect((await ask('/1/cases?kind=guess')).status).toBe(400)
  })

  it('is found by index alone', async () => {
    const { store } = importing
    const model = { projectId, version: 1 }
    const page = { cursor: '0.5:x', limit: 10 }
    const plans = await Promise.all([
      casesCursor(store, caseQuery(model, 'test', {}), 'worth', page).explain('queryPlanner'),
      casesCursor(store, caseQuery(model, 'test', { kind: ['miss'], label: 'cat', least: 0.2 }), 'worth', page).explain(
        'queryPlanner',
      ),
      casesCursor(store, suspectQuery(model, undefined, undefined), 'suspicion', page).explain('queryPlanner'),
      casesCursor(store, suspectQuery(model, 'test', 'cat'), 'suspicion', page).explain('queryPlanner'),
    ])
    for (const plan of plans.map((one) => JSON.stringify(one))) {
      expect(plan).toContain('"IXSCAN"')
      expect(plan).not.toMatch(/COLLSCAN|"stage":"SORT"[^_]/)
    }
    const counted = JSON.stringify(await standingsCursor(store, model, 'test').explain('queryPlanner'))
    expect(counted).toContain('"IXSCAN"')
    expect(counted).not.toMatch(/COLLSCAN|"FETCH"/)
  })
})
