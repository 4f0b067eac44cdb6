import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '#server/store/store.ts'
import { createSecret } from '#server/users/secrets.ts'
import { removeUser, setRole } from '#server/users/user-records.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { connectClient, type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { drawing, suggesting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

describeWithMongo('people on the same asset', () => {
  let store: Store
  let here: LabelServer
  let there: LabelServer
  let projectId: ProjectId
  let assetId: AssetId

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    here = await startLabelServer(store)
    there = await startLabelServer(store)
    projectId = await aStoredProject(store)
  })
  beforeEach(async () => {
    assetId = await aStoredAsset(store, projectId)
  })
  afterAll(async () => {
    await Promise.all([here.close(), there.close()])
    await store.close()
  })

  const somebody = async (on: LabelServer, name?: string) => {
    const person = await aStoredPerson(store, projectId, 'annotator', name as never)
    return { ...person, client: await on.connect(person.token) }
  }

  test('hear each stroke, from this server, from another one and from a worker, in the order of the log', async () => {
    const [one, two, away] = [await somebody(here), await somebody(there), await somebody(here)]
    for (const { client } of [one, two]) await client.send('asset:open', { assetId })
    await one.client.send('annotation:commit', { assetId, operations: [drawing()] })
    await two.client.send('annotation:commit', { assetId, operations: [drawing()] })
    await here.operations.commit({ assetId, user: null, operations: [suggesting()] })
    for (const { client } of [one, two])
      await eventually(() => expect(client.heard('asset:changed').map(({ sequence }) => sequence)).toEqual([1, 2, 3]))
    expect(two.client.heard('asset:changed')[0]).toMatchObject({ assetId, userId: one.id, operations: [{ type: 'create' }] })
    expect(away.client.heard('asset:changed')).toEqual([])
  })

  test('no longer hear what they have closed', async () => {
    const [one, two] = [await somebody(here), await somebody(here)]
    for (const { client } of [one, two]) await client.send('asset:open', { assetId })
    await two.client.send('asset:close', { assetId })
    await one.client.send('annotation:commit', { assetId, operations: [drawing()] })
    await eventually(() => expect(one.client.heard('asset:changed')).toHaveLength(1))
    expect(two.client.heard('asset:changed')).toEqual([])
  })

  test('see who else is there, where they point and when they leave, by closing or by losing the connection', async () => {
    const [one, two] = [await somebody(here), await somebody(here)]
    const seen = () => one.client.heard('presence:changed').at(-1)?.people ?? []
    for (const { client } of [one, two]) await client.send('asset:open', { assetId })
    await eventually(() =>
      expect(
        seen()
          .map(({ userId }) => userId)
          .sort(),
      ).toEqual([one.id, two.id].sort()),
    )
    const place = { pointer: { x: 3, y: 4 }, selection: ['ann_1'], tool: 'box', holding: null }
    await two.client.send('presence:update', { assetId, ...place })
    await eventually(() => expect(seen().find(({ userId }) => userId === two.id)).toMatchObject({ name: two.name, ...place }))
    await two.client.send('asset:close', { assetId })
    await eventually(() => expect(seen().map(({ userId }) => userId)).toEqual([one.id]))
    await two.client.send('asset:open', { assetId })
    await eventually(() => expect(seen()).toHaveLength(2))
    two.client.socket.disconnect()
    await eventually(() => expect(seen()).toHaveLength(1))
  })

  test('cannot tell where they are on an asset they have not opened', async () => {
    const one = await somebody(here)
    const place = { assetId, pointer: null, selection: [], tool: null, holding: null }
    expect(await one.client.send('presence:update', place)).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })

  test('are out at once when their role is taken away, on every server', async () => {
    const [one, two, witness] = [await somebody(here), await somebody(there), await somebody(there)]
    for (const { client } of [one, two, witness]) {
      await client.send('asset:open', { assetId })
      await client.send('project:watch', { projectId })
    }
    for (const { id } of [one, two]) await setRole(store, id, projectId, null)
    for (const server of [here, there])
      await eventually(() => {
        const members = [...(server.io.of('/').adapter.rooms.get(`asset:${assetId}`) ?? [])]
        const watching = [...(server.io.of('/').adapter.rooms.get(`project:${projectId}`) ?? [])]
        expect([...members, ...watching]).not.toContain(one.client.socket.id)
        expect([...members, ...watching]).not.toContain(two.client.socket.id)
      })
    await witness.client.send('annotation:commit', { assetId, operations: [drawing()] })
    await eventually(() => expect(witness.client.heard('asset:changed')).toHaveLength(1))
    expect(two.client.heard('asset:changed')).toEqual([])
    const refused = await two.client.send('annotation:commit', { assetId, operations: [drawing()] })
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })

  test('may do more at once when they are given a higher role', async () => {
    const one = await somebody(here)
    const next = () => one.client.send('queue:next', { projectId, role: 'reviewer' })
    expect(await next()).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    await setRole(store, one.id, projectId, 'reviewer')
    await eventually(async () => expect(await next()).toMatchObject({ ok: true }))
  })

  test('are disconnected when they are taken out of the installation', async () => {
    const one = await somebody(there)
    await removeUser(store, one.id)
    await eventually(() => expect(one.client.socket.connected).toBe(false))
  })

  test('connect by session cookie or API token only, and not from a page of another site', async () => {
    const { id, token } = await aStoredPerson(store, projectId, 'annotator')
    const { secret } = await createSecret(store, { userId: id, kind: 'session', name: 'browser' })
    const cookie = `other=1; labelloop_${new URL(here.address).port}=${secret}`
    await expect(connectClient(here.address, {})).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(connectClient(here.address, { token: 'wrong' })).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(connectClient(here.address, {}, { cookie, origin: 'http://localhost:3000' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    for (const client of [
      await connectClient(here.address, {}, { cookie, origin: here.address }),
      await connectClient(here.address, { token }),
    ]) {
      expect(await client.send('project:watch', { projectId })).toMatchObject({ ok: true })
      client.socket.disconnect()
    }
  })
})
