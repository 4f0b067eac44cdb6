import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type QueueDeps, reserveNext } from '#server/queue/next-asset.ts'
import { freeOf, HELD_INDEX, heldBy, indexFor, sortOf } from '#server/queue/queue-queries.ts'
import { type QueueRole, ROUNDS, WAITING } from '#server/queue/waiting.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { drawing, setting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

const MINUTE = 60_000
const PEOPLE = 12
const ASSETS = 40

describeWithMongo('the work queue', () => {
  let store: Store
  let server: LabelServer
  let projectId: ProjectId

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
  })
  beforeEach(async () => {
    projectId = await aStoredProject(store)
  })
  afterAll(async () => {
    await server.close()
    await store.close()
  })

  const next = (user: string, deps: Partial<QueueDeps> = {}, role: QueueRole = 'annotator', except: AssetId[] = []) =>
    reserveNext({ store, random: () => 1, ...deps }, { projectId, userId: user as UserId, role, except })

  test('never hands the same asset to two people, however many ask at once', async () => {
    for (let order = 0; order < ASSETS; order++) await aStoredAsset(store, projectId, { order, uncertainty: order % 3 })
    const taken: string[] = []
    const person = async (user: string) => {
      const mine: AssetId[] = []
      for (;;) {
        const row = await next(user, {}, 'annotator', mine)
        if (!row) return
        mine.push(row._id)
        taken.push(row._id)
      }
    }
    await Promise.all(Array.from({ length: PEOPLE }, (_, index) => person(`usr_${index}`)))
    expect(taken).toHaveLength(ASSETS)
    expect(new Set(taken).size).toBe(ASSETS)
  })

  test('hands out the most uncertain first, and a share by lot', async () => {
    const dull = await aStoredAsset(store, projectId, { order: 0, uncertainty: 0.1, lottery: 0.2 })
    const unsure = await aStoredAsset(store, projectId, { order: 1, uncertainty: 0.9, lottery: 0.8, status: 'suggested' })
    const drawn = await aStoredAsset(store, projectId, { order: 2, uncertainty: 0.5, lottery: 0.1 })
    expect((await next('one'))?._id).toBe(unsure)
    expect((await next('two', { random: () => 0 }))?._id).toBe(drawn)
    expect((await next('three'))?._id).toBe(dull)
  })

  test('hands out by rank what was ranked, and before that what was not', async () => {
    const second = await aStoredAsset(store, projectId, { order: 0, uncertainty: 1, rank: 2 })
    const first = await aStoredAsset(store, projectId, { order: 1, uncertainty: 0, rank: 1, status: 'suggested' })
    const fresh = await aStoredAsset(store, projectId, { order: 2, uncertainty: 0.5 })
    const given = [await next('one'), await next('two'), await next('three')].map((row) => row?._id)
    expect(given).toEqual([fresh, first, second])
  })

  test('follows the order of the import, or chance, where the project says so', async () => {
    const settings = { randomShare: 0, reservationMinutes: 1 }
    expect(sortOf({ ...settings, order: 'name' }, 0)).toEqual({ order: 1 })
    expect(sortOf({ ...settings, order: 'random' }, 0.5)).toEqual({ lottery: 1 })
    expect(sortOf({ ...settings, order: 'uncertain' }, 0)).toEqual({ rank: 1, uncertainty: -1 })
  })

  test('gives a person back what they have begun, and others only after a while', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const start = Date.now()
    expect((await next('one'))?._id).toBe(assetId)
    expect((await next('one'))?._id).toBe(assetId)
    expect(await next('two')).toBeNull()
    expect((await next('two', { now: () => start + 11 * MINUTE }))?._id).toBe(assetId)
    expect(await next('one', { now: () => start + 12 * MINUTE })).toBeNull()
  })

  test('passes over what a person has just left', async () => {
    const [one, two] = [await aStoredAsset(store, projectId, { order: 0 }), await aStoredAsset(store, projectId, { order: 1 })]
    expect([one, two]).toContain((await next('one', {}, 'annotator', []))?._id)
    expect(await next('one', {}, 'annotator', [one, two])).toBeNull()
  })

  test('gives reviewers what was submitted before what nobody has looked at, and never what is decided', async () => {
    await aStoredAsset(store, projectId, { status: 'approved' })
    await aStoredAsset(store, projectId, { status: 'quarantined' })
    await aStoredAsset(store, projectId, { status: 'new' })
    const suggested = await aStoredAsset(store, projectId, { status: 'suggested', uncertainty: 1 })
    const late = await aStoredAsset(store, projectId, { status: 'review', order: 7 })
    const early = await aStoredAsset(store, projectId, { status: 'review', order: 3 })
    const given: AssetId[] = []
    for (let row = await next('one', {}, 'reviewer'); row; row = await next('one', {}, 'reviewer', given)) given.push(row._id)
    expect(given).toEqual([early, late, suggested])
  })

  test('over the sockets: submitting passes an asset to the reviewer, closing gives it back, and an end says why', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const connected = async (role: 'annotator' | 'reviewer') =>
      server.connect((await aStoredPerson(store, projectId, role)).token)
    const [one, two, reviewer] = [await connected('annotator'), await connected('annotator'), await connected('reviewer')]
    const ask = { projectId, role: 'annotator' } as const
    expect(await one.send('queue:next', ask)).toMatchObject({ value: { asset: { id: assetId }, remaining: 1 } })
    expect(await two.send('queue:next', ask)).toMatchObject({
      value: { asset: null, remaining: 1, reason: 'Everything that is left is in somebody’s hands' },
    })
    await one.send('asset:open', { assetId })
    await one.send('asset:close', { assetId })
    expect(await two.send('queue:next', ask)).toMatchObject({ value: { asset: { id: assetId } } })
    await two.send('asset:open', { assetId })
    await two.send('annotation:commit', { assetId, operations: [drawing()] })
    await two.send('annotation:commit', { assetId, operations: [setting('review', 1)] })
    expect(await two.send('queue:next', ask)).toMatchObject({
      value: { asset: null, remaining: 0, reason: 'Nothing is left to annotate' },
    })
    expect(await reviewer.send('queue:next', { projectId, role: 'reviewer' })).toMatchObject({
      value: { asset: { id: assetId } },
    })
    await reviewer.send('annotation:commit', { assetId, operations: [setting('approved', 2)] })
    expect(await reviewer.send('queue:next', { projectId, role: 'reviewer' })).toMatchObject({
      value: { asset: null, reason: 'Nothing waits for review' },
    })
  })

  test('an asset that somebody begins without the queue is theirs as well', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const person = await aStoredPerson(store, projectId, 'annotator')
    const client = await server.connect(person.token)
    await client.send('asset:open', { assetId })
    expect(await store.assets.findOne({ _id: assetId })).toMatchObject({ reservedBy: null })
    await client.send('annotation:commit', { assetId, operations: [drawing()] })
    expect(await store.assets.findOne({ _id: assetId })).toMatchObject({ reservedBy: person.id })
    expect(await next('somebody else')).toBeNull()
  })

  test('every query it makes walks an index and sorts nothing', async () => {
    const wanted = { projectId, userId: 'usr_1' as UserId, except: ['ast_1' as AssetId], at: Date.now() }
    for (const role of ['annotator', 'reviewer'] as const) {
      await expectIndexScan(heldBy(wanted, WAITING[role]), HELD_INDEX)
      for (const status of WAITING[role]) await expectIndexScan({ projectId, status }, indexFor({ order: 1 }))
      for (const statuses of ROUNDS[role])
        for (const sort of [{ order: 1 }, { rank: 1, uncertainty: -1 }, { lottery: 1 }] as const)
          await expectIndexScan(freeOf(wanted, statuses), indexFor(sort), sort)
    }
  })

  async function expectIndexScan(filter: object, hint: Record<string, 1 | -1>, sort: Record<string, 1 | -1> = {}): Promise<void> {
    const plan = JSON.stringify(await store.assets.find(filter).sort(sort).hint(hint).explain('queryPlanner'))
    const winning = plan.slice(plan.indexOf('"winningPlan"'), plan.indexOf('"rejectedPlans"'))
    expect(winning).toContain('"IXSCAN"')
    expect(winning).not.toContain('"COLLSCAN"')
    expect(winning).not.toContain('"stage":"SORT"')
  }
})
