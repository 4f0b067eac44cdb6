import { afterAll, beforeAll, expect, test } from 'vitest'
import { assetsThatFit } from '#server/assets/asset-list.ts'
import { deleteProjectJob } from '#server/assets/delete-project.ts'
import { createBus } from '#server/bus.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { mountProjects } from '#server/projects/routes.ts'
import { mountRaters } from '#server/raters/routes.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { loadProject, updateProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Agreement, MergeChange } from '#shared/domain/raters.ts'
import { newOntology } from '#shared/ontology.ts'
import type { MergeSummary, RoundSummary } from '#shared/routes/raters.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { type HttpServer, startHttpServer } from '../../support/http-server.ts'
import { type LabelServer, startLabelServer, type TestClient } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { drawing, setting, suggesting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const box = (x: number, size = 100) => ({ kind: 'box', x, y: 50, width: size, height: size }) as const
/** What everybody sees on every image; the third rater calls the dog a cat. */
const [CAT, DOG] = [box(20), box(300)]
const IMAGES = 5
const HONEYPOTS = 2

describeWithMongo('people as raters', () => {
  let store: Store
  let server: LabelServer
  let http: HttpServer
  let projectId: ProjectId
  let manager: { id: UserId; token: string }
  const people: { id: UserId; name: string; token: string; client: TestClient }[] = []
  let round: RoundSummary
  let images: AssetId[]
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
    projectId = await aStoredProject(store)
    manager = await aStoredPerson(store, projectId, 'manager')
    for (const name of ['Ada', 'Ben', 'Cleo']) {
      const person = await aStoredPerson(store, projectId, 'annotator', name)
      people.push({ ...person, client: await server.connect(person.token) })
    }
    images = await Promise.all(
      Array.from({ length: IMAGES }, (_, order) => aStoredAsset(store, projectId, { order, split: 'test' })),
    )
    for (let order = IMAGES; order < IMAGES + HONEYPOTS; order++) await approved(await aStoredAsset(store, projectId, { order }))
    await server.operations.settled()
    http = await startHttpServer(store, (mount) =>
      mountRaters(mount, {
        store,
        commit: server.operations.commit,
        assetsThatFit: (project, filter) => assetsThatFit(store, project, filter),
      }),
    )
  })
  afterAll(async () => {
    await http?.close()
    await server?.close()
    await store?.close()
  })

  const path = (rest: string) => `/api/projects/${projectId}/${rest}`
  const ask = async <T>(method: string, rest: string, body?: unknown, token = manager.token) => {
    const answer = await http.ask(token, method, path(rest), body)
    return { status: answer.status, body: answer.body as T }
  }

  async function approved(assetId: AssetId): Promise<void> {
    const operations = [
      drawing({ shape: CAT, status: 'approved' }),
      drawing({ label: 'dog', shape: DOG, status: 'approved' }),
      setting('approved', 99),
    ]
    await server.operations.commit({ assetId, user: manager, operations, may: () => true })
  }

  const drawnBy = (place: number) => [
    drawing({ shape: box(20 + 6 * place) }),
    drawing({ label: place === 2 ? 'cat' : 'dog', shape: DOG }),
  ]

  async function rateAll(place: number): Promise<AssetId[]> {
    const { client } = people[place] as (typeof people)[number]
    const rated: AssetId[] = []
    for (let asked = 0; asked < 40; asked++) {
      const next = await client.send('queue:next', { projectId, role: 'annotator', except: rated })
      const asset = next.ok ? next.value.asset : null
      if (!asset) break
      if (asset.projectId === projectId) {
        await store.assets.updateOne({ _id: asset.id }, { $set: { reservedUntil: 0, reservedBy: null } })
        continue
      }
      await client.send('annotation:commit', { assetId: asset.id, operations: [...drawnBy(place), setting('review', 1)] })
      rated.push(asset.id)
      if (rated.length === IMAGES + HONEYPOTS) break
    }
    return rated
  }

  test('are asked by a manager alone, and only those who work in the project', async () => {
    const stranger = await aStoredPerson(store, projectId, null)
    const round = { name: 'first', slice: { split: ['test'] }, images: 10, people: [people[0]?.id], each: 1 }
    expect((await ask('POST', 'rating-rounds', round, people[0]?.token)).status).toBe(403)
    expect((await ask('POST', 'rating-rounds', { ...round, people: [stranger.id] })).status).toBe(400)
    expect((await ask('POST', 'rating-rounds', { ...round, each: 2 })).status).toBe(400)
  })

  test('get blind copies of a slice, with images of known truth among them', async () => {
    const wish = {
      name: 'first',
      slice: { split: ['test'] },
      images: 10,
      honeypots: HONEYPOTS,
      people: people.map(({ id }) => id),
      each: 3,
    }
    const started = await ask<RoundSummary>('POST', 'rating-rounds', wish)
    round = started.body
    expect(round).toMatchObject({ number: 1, images: IMAGES, rated: 0, wanted: 3 * (IMAGES + HONEYPOTS), closedAt: null })
    const own = await ask<{ waiting: number; projectId: ProjectId }>('GET', 'own-ratings', undefined, people[0]?.token)
    expect(own.body.waiting).toBe(IMAGES + HONEYPOTS)
    // Nothing tells a honeypot from the others: they are new, and nothing is on them.
    const copies = await store.assets.find({ projectId: own.body.projectId }).toArray()
    expect(copies.every(({ status, counts }) => status === 'new' && Object.keys(counts.approved).length === 0)).toBe(true)
  })

  test('are handed them in their ordinary queue, with labels that came since, and cannot look at each other’s', async () => {
    const { ontology } = await loadProject(store, projectId)
    const labels = [...ontology.labels, ...newOntology(['cow']).labels]
    await updateProject(store, projectId, { ontology: { ...ontology, version: ontology.version + 1, labels } })
    const rated = await Promise.all(people.map((_, place) => rateAll(place)))
    expect(rated.map(({ length }) => length)).toEqual([7, 7, 7])
    const known = await store.projects.distinct('ontology.labels.name', { 'blind.of': projectId })
    expect(known).toContain('cow')
    const opened = await people[1]?.client.send('asset:open', { assetId: rated[0]?.[0] as AssetId })
    expect(opened).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    await server.operations.settled()
  })

  test('agree as far as they say the same of the same object, by person and label', async () => {
    const { body } = await eventually(async () => {
      const found = await ask<Agreement>('GET', `rating-rounds/${round.id}/agreement`)
      expect(found.body.people.map(({ rated }) => rated)).toEqual([7, 7, 7])
      return found
    })
    // Two objects on each of seven images.
    expect(body).toMatchObject({ units: 14, images: 7 })
    const kappa = Object.fromEntries(body.pairs.map(({ a, b, kappa: value }) => [`${nameOf(a)}-${nameOf(b)}`, value]))
    expect(kappa['Ada-Ben'] ?? kappa['Ben-Ada']).toBe(1)
    expect(kappa['Ada-Cleo'] ?? kappa['Cleo-Ada']).toBe(0)
    expect(body.alpha.value).toBeGreaterThan(0)
    expect(body.alpha.value).toBeLessThan(1)
    const scores = body.people.map(({ rater, honeypots, honeypotsRated }) => [nameOf(rater), honeypots?.value, honeypotsRated])
    expect(scores.sort()).toEqual([
      ['Ada', 1, 2],
      ['Ben', 1, 2],
      ['Cleo', 0.5, 2],
    ])
    expect(body.disputed).toHaveLength(7)
  })

  test('keep their agreement from those who are compared', async () => {
    expect((await ask('GET', `rating-rounds/${round.id}/agreement`, undefined, people[0]?.token)).status).toBe(403)
  })

  test('have the model beside them, by what it proposed on the image', async () => {
    const [assetId] = images as [AssetId]
    await store.assets.updateOne({ _id: assetId }, { $set: { prelabelledBy: 1 } })
    const shape = { ...CAT }
    const origin = { type: 'model', version: 1, score: 0.9, label: 'cat', shape } as const
    await server.operations.commit({ assetId, user: null, operations: [suggesting({ shape, origin })] })
    await server.operations.settled()
    const { body } = await ask<Agreement>('GET', `rating-rounds/${round.id}/agreement`)
    // It saw the cat and not the dog.
    expect(body.people.at(-1)).toMatchObject({ rater: 'model', rated: 1, waiting: 0 })
    expect(body.pairs.filter(({ a, b }) => a === 'model' || b === 'model').map(({ units }) => units)).toEqual([2, 2, 2])
  })

  const visible = async (assetId: AssetId): Promise<Annotation[]> => {
    await server.operations.settled()
    const opened = await server.operations.open(assetId)
    if (opened.type !== 'state') throw new Error('Expected the state of the image')
    return opened.annotations.filter(({ status }) => status === 'draft' || status === 'suggested')
  }

  test('merge into boxes of the mean and the label of most, looked at before and undone afterwards', async () => {
    const { body: preview } = await ask<{ images: number; changes: MergeChange[] }>('GET', `rating-rounds/${round.id}/consensus`)
    expect(preview.images).toBe(IMAGES)
    expect(preview.changes.filter(({ change }) => change === 'add')).toHaveLength(2 * IMAGES - 1)
    const { body } = await ask<{ merge: MergeSummary; refused: string[] }>('POST', `rating-rounds/${round.id}/merge`)
    expect(body).toMatchObject({ refused: [], merge: { changes: preview.changes.length, undoneAt: null } })
    const merged = await visible(images[1] as AssetId)
    const weighted = (20 * 1 + 26 * 1 + 32 * 0.5) / 2.5
    expect(merged.map(({ label, shape, status }) => [label, status, shape.kind === 'box' && shape.x])).toEqual(
      expect.arrayContaining([
        ['cat', 'draft', expect.closeTo(weighted, 9)],
        ['dog', 'draft', 300],
      ]),
    )
    expect((await ask('GET', `rating-rounds/${round.id}/consensus`)).body).toEqual({ images: 0, changes: [] })
    const undone = await ask<{ merge: MergeSummary; refused: string[] }>('POST', `consensus-merges/${body.merge.id}/undo`)
    expect(undone.body).toMatchObject({ refused: [], merge: { undoneAt: expect.any(Number) } })
    expect(await visible(images[1] as AssetId)).toEqual([])
    const [suggested, ...others] = await visible(images[0] as AssetId)
    expect([suggested?.status, others]).toEqual(['suggested', []])
    expect((await ask('POST', `consensus-merges/${body.merge.id}/undo`)).status).toBe(409)
  })

  test('are handed no more once a round is closed', async () => {
    const again = await ask<RoundSummary>('POST', 'rating-rounds', {
      name: 'second',
      slice: { split: ['train'] },
      images: 10,
      people: [people[0]?.id],
      each: 1,
    })
    // The approved images were rated in the first round: blind copies are rated once.
    expect(again.body).toMatchObject({ number: 2, images: 2, rated: 2 })
    const fresh = await aStoredAsset(store, projectId, { order: 20, split: 'train' })
    const third = await ask<RoundSummary>('POST', 'rating-rounds', {
      name: 'third',
      slice: { search: fresh },
      images: 1,
      people: [people[0]?.id],
      each: 1,
    })
    const waiting = async () => (await ask<{ waiting: number }>('GET', 'own-ratings', undefined, people[0]?.token)).body.waiting
    expect(await waiting()).toBe(1)
    expect((await ask<RoundSummary>('POST', `rating-rounds/${third.body.id}/close`)).body.closedAt).not.toBeNull()
    expect(await waiting()).toBe(0)
  })

  test('leave nothing behind: blind copies go with the project that was rated, and are on no list before', async () => {
    const token = (await aStoredPerson(store, projectId, 'annotator')).token
    const server = await startHttpServer(store, (mount) =>
      mountProjects(mount, {
        store,
        queue: createQueue(store),
        bus: createBus(() => undefined),
        triggers: () => Promise.reject(),
        checkLoop: () => undefined,
      }),
    )
    const listed = await server.ask(people[0]?.token ?? token, 'GET', '/api/projects')
    await server.close()
    expect((listed.body as { id: ProjectId }[]).map(({ id }) => id)).toEqual([projectId])
    const blobs = await openBlobs(`file:${temporaryFolder()}`)
    const context = { job: { _id: 'job', projectId }, signal: new AbortController().signal, progress: async () => undefined }
    await deleteProjectJob({ store, blobs })(context as never)
    expect(await store.projects.countDocuments({})).toBe(0)
    expect(await store.assets.countDocuments({})).toBe(0)
    expect(await store.annotations.countDocuments({})).toBe(0)
    const roles = (await store.users.find({}).toArray()).flatMap((user) => Object.keys(user.roles))
    expect(roles).toEqual([])
  })

  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id
})
