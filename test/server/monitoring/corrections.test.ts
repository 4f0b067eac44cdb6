import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Counted, estimateShare } from '#server/monitoring/corrections/estimate-share.ts'
import { watchQuality } from '#server/monitoring/corrections/quality-detector.ts'
import { sliceByLot } from '#server/monitoring/corrections/slice-by-lot.ts'
import { tallyCorrections } from '#server/monitoring/corrections/tally-corrections.ts'
import { timeActs } from '#server/monitoring/corrections/time-acts.ts'
import { monitorProject } from '#server/monitoring/monitor-job.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { anAnnotation } from '../../support/builders.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { annotationOf, changing, drawing, setting, suggesting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'
import { aModel, quietJob } from '../known-models.ts'

const proposed = { kind: 'box', x: 10, y: 10, width: 40, height: 40 } as const
const byModel = { type: 'model', version: 3, score: 0.9, label: 'cat', shape: proposed } as const
const suggested = { origin: byModel, label: 'cat', shape: proposed, changedBy: 'usr_1' as never }

describe('what people did to the suggestions on an image', () => {
  test('is counted under the label that was proposed, and under the one that was left', () => {
    const tally = tallyCorrections(
      [
        anAnnotation({ ...suggested, status: 'approved' }),
        anAnnotation({ ...suggested, status: 'draft', shape: { ...proposed, x: 20 } }),
        anAnnotation({ ...suggested, status: 'draft', shape: { ...proposed, x: 45 } }),
        anAnnotation({ ...suggested, status: 'approved', label: 'dog' }),
        anAnnotation({ ...suggested, status: 'rejected' }),
        anAnnotation({ ...suggested, status: 'deleted' }),
        anAnnotation({ status: 'approved', label: 'dog' }),
      ],
      3,
    )
    expect(tally.find(({ label }) => label === 'cat')).toMatchObject({
      accepted: 1,
      edited: 3,
      rejected: 2,
      missed: 0,
      right: 2,
      there: 3,
      overlapped: 3,
    })
    expect(tally.find(({ label }) => label === 'dog')).toMatchObject({ accepted: 0, edited: 0, missed: 1, right: 0, there: 2 })
    // One as it was, one moved by a quarter of its width, one by 35 of 40 pixels.
    expect(tally[0]?.overlap).toBeCloseTo(1 + 30 / 50 + 5 / 75, 9)
    // Six suggestions were decided.
    expect(tally[0]?.scores).toBeCloseTo(6 * byModel.score, 9)
  })

  test('does not count what nobody decided, what the model took back, and what another version said', () => {
    const others = [
      anAnnotation({ ...suggested, status: 'suggested' }),
      anAnnotation({ ...suggested, status: 'deleted', changedBy: null }),
      anAnnotation({ ...suggested, status: 'approved', origin: { ...byModel, version: 2 } }),
      anAnnotation({ status: 'deleted' }),
    ]
    expect(tallyCorrections(others, 3)).toEqual([])
  })

  test('is timed between the acts of one person, without the time they were away', () => {
    const act = (userId: string | null, seconds: number, shapes = 1) => ({
      userId,
      at: seconds * 1000,
      operations: Array.from({ length: shapes }, () => ({ type: 'update' as const })),
    })
    const acts = [act('a', 0), act('b', 1), act('a', 4), act(null, 5, 30), act('a', 200), act('a', 206, 2)]
    expect(timeActs(acts)).toEqual({ seconds: 10, shapes: 3 })
    expect(timeActs([act('a', 0)])).toBeNull()
  })
})

describe('a share of shapes', () => {
  test('is less sure where the shapes of an image go wrong together', () => {
    const together = Array.from({ length: 30 }, (_, image) => ({ hits: image % 3 === 0 ? 0 : 10, of: 10 }))
    const apart = Array.from({ length: 30 }, (_, image) => ({ hits: image % 3 === 0 ? 6 : 7, of: 10 }))
    const width = (images: readonly Counted[]) => {
      const { low, high } = estimateShare(images)
      return (high ?? 0) - (low ?? 0)
    }
    expect(width(together)).toBeGreaterThan(2.5 * width(apart))
    expect(estimateShare([{ hits: 50, of: 50 }]).low).toBeLessThan(0.3)
    expect(estimateShare([])).toEqual({ value: null, low: null, high: null, count: 0 })
  })
})

describe('the watch over decided images', () => {
  const STREAMS = 40
  const BEFORE = 300
  const WITHIN = 150
  /** Boxes of an image, right with this chance; `together` of all images are right or wrong as a whole. */
  const stream = (seed: number, shares: readonly number[], boxes = 4, together = 0.1): Counted[] => {
    const random = createRandom(seed * 7919 + 5)
    return shares.map((share) => {
      const of = 1 + random.integer(2 * boxes - 1)
      if (random.next() < together) return { hits: random.next() < share ? of : 0, of }
      return { hits: Array.from({ length: of }, () => random.next()).filter((draw) => draw < share).length, of }
    })
  }
  const steady = (images: number) => new Array<number>(images).fill(0.85)

  test('alarms in 5 % of unchanged streams at most', () => {
    const alarmed = Array.from({ length: STREAMS }, (_, seed) => {
      const { alarms } = watchQuality(stream(seed, steady(600)), { alpha: 0.05, seed })
      return alarms.length > 0
    }).filter(Boolean)
    expect(alarmed.length / STREAMS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / STREAMS))
  })

  test('alarms within 150 images of a drop by 15 points', () => {
    const found = Array.from({ length: STREAMS }, (_, seed) => {
      const shares = [...steady(BEFORE), ...new Array<number>(WITHIN).fill(0.7)]
      return watchQuality(stream(seed, shares), { alpha: 0.05, seed }).alarms.some((place) => place >= BEFORE)
    }).filter(Boolean)
    expect(found.length / STREAMS).toBeGreaterThan(0.9)
  })

  describe('with scores', () => {
    const FEW = 16
    const SURE = 0.6
    /** Of every five images three are surely known and hardly ever wrong; `turned`: so many of what would be right is not. */
    const scored = (seed: number, turned: readonly number[]): Counted[] => {
      const random = createRandom(seed * 104_729 + 3)
      return turned.map((part) => {
        const isSure = random.next() < SURE
        const isRight = random.next() < (isSure ? 0.98 : 0.65) && random.next() >= part
        return { hits: isRight ? 1 : 0, of: 1, score: isSure ? 0.9 + 0.1 * random.next() : 0.4 + 0.3 * random.next() }
      })
    }
    const bare = (stream: readonly Counted[]): Counted[] => stream.map(({ hits, of }) => ({ hits, of }))
    const none = (images: number) => new Array<number>(images).fill(0)

    test('alarms in 5 % of unchanged streams at most', () => {
      const alarmed = Array.from({ length: FEW }, (_, seed) => watchQuality(scored(seed, none(600)), { alpha: 0.05, seed }))
      const share = alarmed.filter(({ alarms }) => alarms.length > 0).length / FEW
      expect(share).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / FEW))
    })

    test('finds a drop of what the model is sure about where counting alone finds it less often', () => {
      const streams = Array.from({ length: FEW }, (_, seed) =>
        scored(seed, [...none(BEFORE), ...new Array<number>(WITHIN).fill(0.18)]),
      )
      const found = (all: readonly Counted[][]) =>
        all.filter((stream, seed) => watchQuality(stream, { alpha: 0.05, seed }).alarms.some((place) => place >= BEFORE)).length
      const [withScores, without] = [found(streams), found(streams.map(bare))]
      expect(withScores / FEW).toBeGreaterThan(0.9)
      expect(withScores).toBeGreaterThan(without)
    })
  })

  test('is over again once the model is right as often as before', () => {
    const shares = [...steady(BEFORE), ...new Array<number>(120).fill(0.5), ...steady(400)]
    const whole = stream(1, shares)
    expect(watchQuality(whole.slice(0, BEFORE + 120), { alpha: 0.05, seed: 1 }).state).toBe('dropped')
    expect(watchQuality(whole, { alpha: 0.05, seed: 1 })).toMatchObject({ state: 'steady', alarms: [expect.any(Number)] })
  })

  test('learns first what is usual', () => {
    const { state, line, usual } = watchQuality(stream(2, steady(60)), { alpha: 0.05, seed: 2 })
    expect({ state, line }).toEqual({ state: 'learning', line: null })
    expect(usual).toBeGreaterThan(0.7)
  })
})

describeWithMongo('corrections in a project', () => {
  let store: Store
  let server: LabelServer
  let projectId: ProjectId
  let token: string

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
    projectId = await aStoredProject(store, { champion: 1 })
    token = (await aStoredPerson(store, projectId, 'reviewer')).token
    await store.models.insertOne({ _id: 'one', ...aModel({ projectId }) })
  })
  afterAll(async () => {
    await server?.close()
    await store?.close()
  })

  const look = async () => {
    const deps = {
      store,
      fileOf: async () => 'nowhere',
      imagesOf: async () => [],
      championOf: () => store.models.findOne({ projectId, version: 1 }),
    }
    await monitorProject(deps, quietJob, await loadProject(store, projectId))
    return (await store.monitorings.findOne({ _id: projectId }))?.quality
  }

  test('are the live quality of its champion, from the log of what people did', async () => {
    const client = await server.connect(token)
    const assetId = await aStoredAsset(store, projectId, { prelabelledBy: 1, lottery: 0.1 })
    const [kept, dropped] = [suggesting(), suggesting()]
    await server.operations.commit({ assetId, operations: [kept, dropped], user: null })
    const commit = async (operations: Parameters<typeof client.send<'annotation:commit'>>[1]['operations']) =>
      expect(await client.send('annotation:commit', { assetId, operations })).toMatchObject({ ok: true })
    await client.send('asset:open', { assetId })
    await commit([changing(annotationOf(kept), 1, { status: 'draft' })])
    await commit([changing(annotationOf(dropped), 1, { status: 'rejected' }), drawing({ label: 'dog' })])
    expect(await look()).toMatchObject({ decided: 0, all: [] })
    const { revision } = (await store.assets.findOne({ _id: assetId })) ?? { revision: 0 }
    await commit([setting('review', revision)])
    await server.operations.settled()
    const quality = await look()
    expect(quality).toMatchObject({ version: 1, decided: 1, lotCount: 0 })
    expect(quality?.all[0]).toMatchObject({ label: null, accepted: 1, edited: 0, rejected: 1, missed: 1, iou: 1 })
    expect(quality?.all[0]?.precision).toMatchObject({ value: 0.5, count: 2 })
    expect(quality?.all[0]?.recall).toMatchObject({ value: 0.5, count: 2 })
    expect(quality?.all.map(({ label }) => label)).toEqual([null, 'cat', 'dog'])
    expect(quality?.watches.map(({ state }) => state)).toEqual(['learning', 'learning'])
    expect((await store.corrections.findOne({ assetId }))?.labels.map(({ scores }) => scores)).toEqual([1.8, 0])
    expect((await look())?.decided).toBe(1)
  })

  test('of a slice drawn by lot stand for all: no image below its number is undecided', async () => {
    const own = await aStoredProject(store)
    const decided = Array.from({ length: 60 }, (_, place) => ({ order: place, lottery: place / 60, id: `d${place}` as AssetId }))
    expect(await sliceByLot(store, { id: own }, decided)).toHaveLength(60)
    await aStoredAsset(store, own, { order: 10, lottery: 0.75 })
    const slice = await sliceByLot(store, { id: own }, decided)
    expect(slice).toHaveLength(45)
    expect(Math.max(...slice.map(({ lottery }) => lottery))).toBeLessThan(0.75)
    // An image that came after all of them does not empty it.
    await aStoredAsset(store, own, { order: 61, lottery: 0.001 })
    expect(await sliceByLot(store, { id: own }, decided)).toHaveLength(45)
    await aStoredAsset(store, own, { order: 0, lottery: 0.1 })
    expect(await sliceByLot(store, { id: own }, decided)).toEqual([])
  })
})
