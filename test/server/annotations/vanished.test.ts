import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type LabelServer, startLabelServer, type TestClient } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { drawing, setting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

const TWO_MINUTES_MS = 120_000

describeWithMongo('whose connection vanishes', () => {
  let store: Store
  let server: LabelServer
  let projectId: ProjectId
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
    projectId = await aStoredProject(store)
  })
  afterAll(async () => {
    await server.close()
    await store.close()
  })

  const heldUntil = async (assetId: AssetId) => (await store.assets.findOne({ _id: assetId }))?.reservedUntil ?? 0
  const isSoon = async (assetId: AssetId) => (await heldUntil(assetId)) < Date.now() + TWO_MINUTES_MS
  async function holding(client: TestClient): Promise<AssetId> {
    const assetId = await aStoredAsset(store, projectId)
    await client.send('asset:open', { assetId })
    await client.send('annotation:commit', { assetId, operations: [drawing()] })
    expect(await isSoon(assetId)).toBe(false)
    return assetId
  }

  test('keeps what they held for a moment only, and for the full time when they are back', async () => {
    const { token } = await aStoredPerson(store, projectId, 'annotator')
    const first = await server.connect(token)
    const assetId = await holding(first)
    first.socket.disconnect()
    await eventually(async () => expect(await isSoon(assetId)).toBe(true))
    const second = await server.connect(token)
    await second.send('asset:open', { assetId })
    expect(await isSoon(assetId)).toBe(false)
  })

  test('keeps it for the full time where another tab of theirs has it open', async () => {
    const { token } = await aStoredPerson(store, projectId, 'annotator')
    const [first, second] = [await server.connect(token), await server.connect(token)]
    const assetId = await holding(first)
    await second.send('asset:open', { assetId })
    first.socket.disconnect()
    await eventually(() => expect(server.io.of('/').sockets.has(first.socket.id ?? '')).toBe(false))
    expect(await isSoon(assetId)).toBe(false)
  })

  test('lets go of the shape in their hand', async () => {
    const [one, two] = [await aStoredPerson(store, projectId, 'annotator'), await aStoredPerson(store, projectId, 'annotator')]
    const [ann, ben] = [await server.connect(one.token), await server.connect(two.token)]
    const assetId = await aStoredAsset(store, projectId)
    for (const client of [ann, ben]) await client.send('asset:open', { assetId })
    const shape = { kind: 'box', x: 1, y: 1, width: 5, height: 5 } as const
    const place = { assetId, pointer: null, selection: ['ann_1'], tool: 'select' }
    await ann.send('presence:update', { ...place, holding: { annotationId: 'ann_1', shape } })
    const last = () => ben.heard('presence:changed').at(-1)?.people ?? []
    await eventually(() => expect(last()).toContainEqual(expect.objectContaining({ userId: one.id, selection: ['ann_1'] })))
    // Opening again, as after a gap in the log, does not forget where somebody is.
    await ann.send('asset:open', { assetId, since: 0 })
    await ben.send('presence:update', { ...place, selection: [], holding: null })
    await eventually(() => expect(last()).toContainEqual(expect.objectContaining({ userId: two.id, tool: 'select' })))
    expect(last()).toContainEqual(expect.objectContaining({ userId: one.id, holding: { annotationId: 'ann_1', shape } }))
    ann.socket.disconnect()
    await eventually(() => expect(last().map(({ userId }) => userId)).toEqual([two.id]))
  })

  test('is signed out in every tab of a session that ended', async () => {
    const { token, id } = await aStoredPerson(store, projectId, 'annotator')
    const client = await server.connect(token)
    await store.secrets.deleteMany({ userId: id })
    await eventually(() => expect(client.socket.connected).toBe(false))
  })

  test('an annotator takes a submitted image back, but not one that a reviewer has decided', async () => {
    const annotator = await server.connect((await aStoredPerson(store, projectId, 'annotator')).token)
    const reviewer = await server.connect((await aStoredPerson(store, projectId, 'reviewer')).token)
    const assetId = await holding(annotator)
    const set = async (client: TestClient, operation: ReturnType<typeof setting>) => {
      const answer = await client.send('annotation:commit', { assetId, operations: [operation] })
      return answer.ok ? answer.value.outcomes[0] : null
    }
    await set(annotator, setting('review', 1))
    expect(await set(annotator, setting('begun', 2))).toMatchObject({ outcome: 'applied', revision: 3 })
    await set(annotator, setting('review', 3))
    await set(reviewer, setting('approved', 4))
    expect(await set(annotator, setting('begun', 5))).toMatchObject({ outcome: 'refused', code: 'forbidden' })
  })
})
