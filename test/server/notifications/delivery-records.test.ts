import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitBefore } from '#server/notifications/back-off.ts'
import { addDeliveries, settleTry, takeDelivery } from '#server/notifications/delivery-records.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { newId, type ProjectId } from '#shared/domain/ids.ts'
import type { Notification } from '#shared/domain/notification.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS
const DAY_MS = 24 * HOUR_MS
const half = () => 0.5

const aNotification = (id: string): Notification => ({ id, type: 'run.failed', at: 0, sentence: 'Run 1 failed', data: {} })
const aTry = (at: number, delivered: boolean) => ({ at, seconds: 1, status: 500, answer: '', delivered, isFinal: false })

it('waits longer each time, by at most four hours and a half, and never by the same', () => {
  expect([2, 3, 4, 5].map((nth) => waitBefore(nth, half) / SECOND_MS)).toEqual([5, 15, 45, 135])
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (nth, chance) => {
      const wait = waitBefore(nth, () => chance)
      expect(wait).toBeGreaterThanOrEqual(3 * SECOND_MS)
      expect(wait).toBeLessThanOrEqual(5.2 * HOUR_MS)
    }),
    { seed: 1 },
  )
})

describeWithMongo('a delivery', () => {
  let store: Store
  let to: { projectId: ProjectId; subscriptionId: string }
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    to = { projectId: newId<ProjectId>('prj'), subscriptionId: newId('sub') }
  })
  afterAll(() => store?.close())
  const rowOf = (id: string) => store.deliveries.findOne({ _id: `${to.subscriptionId}.${id}` })

  it('is made once, however many notice the same', async () => {
    const noticed = await Promise.all([1, 2, 3].map(() => addDeliveries(store, to, [aNotification('a'), aNotification('b')], 0)))
    expect(noticed.reduce((sum, added) => sum + added, 0)).toBe(2)
  })

  it('is taken by one at a time, and by somebody else where that one dies', async () => {
    const taken = await Promise.all([1, 2, 3, 4].map(() => takeDelivery(store, 10 * SECOND_MS)))
    expect(
      taken
        .filter(Boolean)
        .map((row) => row?.notification.id)
        .sort(),
    ).toEqual(['a', 'b'])
    expect(await takeDelivery(store, 40 * SECOND_MS)).toBeNull()
    const again = await takeDelivery(store, 51 * SECOND_MS)
    expect(again).toMatchObject({ tries: 2, state: 'waiting' })
    const first = taken.find((row) => row?._id === again?._id)
    if (!first || !again) throw new Error('Expected the same delivery twice')
    await settleTry(store, first, aTry(52 * SECOND_MS, true), half)
    expect(await store.deliveries.findOne({ _id: again._id })).toMatchObject({ state: 'waiting', attempts: [] })
    await settleTry(store, again, aTry(53 * SECOND_MS, true), half)
    expect(await store.deliveries.findOne({ _id: again._id })).toMatchObject({ state: 'delivered', nextAt: null })
  })

  it('is tried a dozen times in a day, and then given up', async () => {
    await addDeliveries(store, to, [aNotification('stubborn')], 0)
    await store.deliveries.deleteMany({ 'notification.id': { $ne: 'stubborn' } })
    let tries = 0
    for (let now = 0; ; tries++) {
      const row = await takeDelivery(store, now)
      if (!row) throw new Error(`Expected a delivery at ${now}`)
      await settleTry(store, row, aTry(now, false), half)
      const next = (await rowOf('stubborn'))?.nextAt ?? null
      if (next === null) break
      expect(next).toBeGreaterThan(now)
      expect(next).toBeLessThanOrEqual(DAY_MS)
      now = next
    }
    expect(tries).toBeGreaterThan(8)
    expect(tries).toBeLessThan(20)
    expect(await rowOf('stubborn')).toMatchObject({ state: 'given-up' })
    expect((await rowOf('stubborn'))?.keptUntil.getTime()).toBe(30 * DAY_MS)
  })
})
