import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mountComments } from '#server/comments/routes.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { CommentView } from '#shared/domain/comment.ts'
import { type AssetId, type CommentId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

type Person = Awaited<ReturnType<typeof aStoredPerson>>

describeWithMongo('comments', () => {
  let store: Store
  let http: HttpServer
  let sockets: LabelServer
  let projectId: ProjectId
  let assetId: AssetId
  let ada: Person
  let grace: Person
  let stranger: Person

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    http = await startHttpServer(store, (mount) => mountComments(mount, { store }))
    sockets = await startLabelServer(store)
    projectId = await aStoredProject(store)
    ada = await aStoredPerson(store, projectId, 'annotator', 'Ada')
    grace = await aStoredPerson(store, projectId, 'reviewer', 'Grace Hopper')
    stranger = await aStoredPerson(store, projectId, null, 'Mallory')
  })
  beforeEach(async () => {
    assetId = await aStoredAsset(store, projectId)
  })
  afterAll(async () => {
    await sockets.close()
    await http.close()
    await store.close()
  })

  const onAsset = () => `/api/projects/${projectId}/assets/${assetId}/comments`
  const onComment = (id: string, rest: string) => `/api/projects/${projectId}/comments/${id}/${rest}`
  const comment = (text: string, id = newId<CommentId>('com')) => ({ id, text, target: { type: 'place', x: 3, y: 4 } })
  const say = async (person: Person, text: string): Promise<CommentView> => {
    const { status, body } = await http.ask(person.token, 'POST', onAsset(), comment(text))
    expect(status).toBe(200)
    return body as CommentView
  }
  const list = async (person: Person) => (await http.ask(person.token, 'GET', onAsset())).body as CommentView[]
  const mentions = async (person: Person) =>
    ((await http.ask(person.token, 'GET', '/api/mentions')).body as CommentView[]).filter((one) => one.assetId === assetId)

  test('are listed oldest first with their place, to everybody who may look', async () => {
    await say(ada, 'Is this a platelet?')
    await say(grace, 'Yes.')
    expect(await list(grace)).toMatchObject([
      { author: ada.id, text: 'Is this a platelet?', target: { type: 'place', x: 3, y: 4 }, resolved: null },
      { author: grace.id, text: 'Yes.' },
    ])
    expect((await http.ask(stranger.token, 'GET', onAsset())).status).toBe(403)
    expect((await http.ask(stranger.token, 'POST', onAsset(), comment('hello'))).status).toBe(403)
  })

  test('sent twice stand once, and nobody takes over the id of another', async () => {
    const once = comment('twice')
    for (let time = 0; time < 2; time++) expect((await http.ask(ada.token, 'POST', onAsset(), once)).status).toBe(200)
    expect(await list(ada)).toHaveLength(1)
    expect((await http.ask(grace.token, 'POST', onAsset(), once)).status).toBe(409)
    const reply = { id: newId<CommentId>('com'), text: 'and the answer' }
    for (let time = 0; time < 2; time++) await http.ask(grace.token, 'POST', onComment(once.id, 'replies'), reply)
    expect((await list(ada))[0]?.replies).toHaveLength(1)
  })

  test('that name a person count as unread for them until they look, wherever in the thread', async () => {
    const { id } = await say(ada, 'Please look, @grace hopper, not @Gracey or @Mallory')
    expect(await mentions(grace)).toMatchObject([{ id, unread: true, mentions: [grace.id] }])
    await http.ask(grace.token, 'POST', `${onAsset()}/seen`)
    expect(await mentions(grace)).toMatchObject([{ id, unread: false }])
    await http.ask(grace.token, 'POST', onComment(id, 'replies'), { id: newId('com'), text: '@Ada done, @Grace Hopper' })
    expect(await mentions(ada)).toMatchObject([{ id, unread: true }])
    expect(await mentions(grace)).toMatchObject([{ id, unread: false }])
    expect(await mentions(stranger)).toEqual([])
  })

  test('are resolved and opened again by anybody who may look', async () => {
    const { id } = await say(ada, 'fix this')
    const set = (resolved: boolean) => http.ask(grace.token, 'PUT', onComment(id, 'resolved'), { resolved })
    expect((await set(true)).body).toMatchObject({ resolved: { by: grace.id } })
    expect((await set(false)).body).toMatchObject({ resolved: null })
  })

  test('are changed and taken back only by who said them; what others answered stays', async () => {
    const { id } = await say(ada, 'frist')
    const reply = newId<CommentId>('com')
    await http.ask(grace.token, 'POST', onComment(id, 'replies'), { id: reply, text: 'second' })
    expect((await http.ask(grace.token, 'PUT', onComment(id, `words/${id}`), { text: 'mine' })).status).toBe(403)
    expect((await http.ask(ada.token, 'PUT', onComment(id, `words/${id}`), { text: 'first' })).body).toMatchObject({
      text: 'first',
      replies: [{ text: 'second' }],
    })
    await http.ask(ada.token, 'DELETE', onComment(id, `words/${id}`))
    expect(await list(ada)).toMatchObject([{ text: '', replies: [{ text: 'second' }] }])
    await http.ask(grace.token, 'DELETE', onComment(id, `words/${reply}`))
    expect(await list(ada)).toEqual([])
  })

  test('are said live to whoever has the image open, and to whoever is named anywhere', async () => {
    const [near, named] = [await sockets.connect(ada.token), await sockets.connect(grace.token)]
    await near.send('asset:open', { assetId })
    await say(ada, 'nobody in particular')
    await eventually(() => expect(near.heard('comments:changed')).toEqual([{ projectId, assetId }]))
    expect(named.heard('comments:changed')).toEqual([])
    await say(ada, 'you, @Grace Hopper')
    await eventually(() => expect(named.heard('comments:changed')).toEqual([{ projectId, assetId }]))
  })

  test('of another project are not found under this one', async () => {
    const elsewhere = await aStoredProject(store)
    const foreign = await aStoredAsset(store, elsewhere)
    const path = `/api/projects/${projectId}/assets/${foreign}/comments`
    expect((await http.ask(ada.token, 'POST', path, comment('hello'))).status).toBe(404)
  })

  test('are found by an index, and so are mentions', async () => {
    const byAsset = store.comments.find({ assetId, projectId }).sort({ createdAt: 1 })
    const byPerson = store.comments.find({ mentioned: ada.id }).sort({ changedAt: -1 })
    for (const query of [byAsset, byPerson]) {
      const plan = JSON.stringify((await query.explain('queryPlanner')).queryPlanner.winningPlan)
      expect(plan).toContain('IXSCAN')
      expect(plan).not.toContain('COLLSCAN')
      expect(plan).not.toContain('"SORT"')
    }
  })
})
