import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperationLog, type OperationLog } from '#server/annotations/operation-log.ts'
import { createBus } from '#server/bus.ts'
import { createLog } from '#server/log.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, OperationId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Outcome } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { annotationOf, changing, drawing, setting, suggesting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

const ANN = { id: 'usr_ann' as UserId }
const log = createLog('test', 'silent')

describeWithMongo('the operation log', () => {
  let store: Store
  let operations: OperationLog
  let projectId: ProjectId

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    operations = createOperationLog({ store, log })
    projectId = await aStoredProject(store)
  })
  afterAll(async () => {
    await operations.close()
    await store.close()
  })

  const commit = (assetId: AssetId, changes: Operation[], of: OperationLog = operations) =>
    of.commit({ assetId, user: ANN, operations: changes, may: () => true })
  const asWorker = (assetId: AssetId, changes: Operation[]) => operations.commit({ assetId, user: null, operations: changes })
  const refusal = (outcome: Outcome | undefined) => (outcome?.outcome === 'refused' ? outcome.code : outcome?.outcome)

  test('what is acknowledged is in the log, numbered from 1', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const drawn = drawing()
    const { sequence, outcomes } = await commit(assetId, [drawn])
    expect(outcomes).toEqual([{ id: drawn.id, outcome: 'applied', revision: 1, sequence: 1 }])
    expect(sequence).toBe(1)
    const rows = await store.operations.find({ assetId }).toArray()
    expect(rows).toMatchObject([{ sequence: 1, userId: ANN.id, operations: [{ id: drawn.id }] }])
  })

  test('the lists and counters follow the log', async () => {
    const assetId = await aStoredAsset(store, projectId)
    await commit(assetId, [drawing(), drawing({ label: 'dog' })])
    await commit(assetId, [setting('approved', 1)])
    await operations.settled()
    expect(await store.assets.findOne({ _id: assetId })).toMatchObject({
      status: 'approved',
      sequence: 2,
      counts: { suggested: 0, draft: 0, approved: { cat: 1, dog: 1 } },
    })
    expect(await store.annotations.countDocuments({ assetId, status: 'approved' })).toBe(2)
  })

  test('a repeated operation is answered as before and changes nothing, alone or among new ones', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const drawn = drawing()
    const first = await commit(assetId, [drawn])
    await commit(assetId, [changing(annotationOf(drawn), 1, { label: 'dog' })])
    const repeated = await commit(assetId, [drawn, drawing()])
    expect(repeated.outcomes[0]).toEqual(first.outcomes[0])
    expect(repeated.outcomes[1]).toMatchObject({ outcome: 'applied', sequence: 3 })
    expect((await operations.open(assetId)).sequence).toBe(3)
  })

  test('an operation that stands twice in one commit counts once', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const drawn = drawing()
    const { outcomes } = await commit(assetId, [drawn, drawn])
    expect(outcomes).toEqual([outcomes[0], outcomes[0]])
    expect(await store.operations.find({ assetId }).toArray()).toMatchObject([{ operations: [{ id: drawn.id }] }])
  })

  test('an operation id that another asset has used is refused', async () => {
    const [one, two] = [await aStoredAsset(store, projectId), await aStoredAsset(store, projectId)]
    const drawn = drawing()
    await commit(one, [drawn])
    const { outcomes } = await commit(two, [drawing({ id: drawn.id })])
    expect(outcomes).toMatchObject([{ outcome: 'refused', code: 'conflict' }])
  })

  test('an annotation of another asset cannot be taken over by choosing its id', async () => {
    const [mine, theirs] = [await aStoredAsset(store, projectId), await aStoredAsset(store, projectId)]
    const drawn = drawing()
    const id = annotationOf(drawn)
    await commit(theirs, [drawn])
    await operations.settled()
    const { outcomes } = await commit(mine, [drawing({ annotationId: id, label: 'dog' }), drawing()])
    expect(outcomes.map(refusal)).toEqual(['conflict', 'applied'])
    expect((await commit(mine, [changing(id, 1, { label: 'dog' })])).outcomes.map(refusal)).toEqual(['not_found'])
    await operations.settled()
    expect(await store.annotations.findOne({ _id: id })).toMatchObject({ assetId: theirs, label: 'cat' })
  })

  test('a change of what somebody else changed first is refused with the current state; other properties merge', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const drawn = drawing()
    const id = annotationOf(drawn)
    await commit(assetId, [drawn])
    await commit(assetId, [changing(id, 1, { label: 'dog' })])
    const { outcomes } = await commit(assetId, [
      changing(id, 1, { label: 'cat' }),
      changing(id, 1, { shape: { kind: 'box', x: 0, y: 0, width: 5, height: 5 } }),
    ])
    expect(outcomes).toMatchObject([
      { outcome: 'refused', code: 'stale', current: { label: 'dog', revision: 3 } },
      { outcome: 'applied', revision: 3 },
    ])
  })

  test('a box outside the image, a foreign label, an outline that crosses itself and a forged origin are refused with what was expected', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const { outcomes } = await commit(assetId, [
      drawing({ shape: { kind: 'box', x: 600, y: 0, width: 50, height: 10 } }),
      drawing({ label: 'bird' }),
      drawing({ shape: { kind: 'polygon', ring: [10, 10, 90, 90, 90, 10, 10, 60], holes: [] } }),
      drawing({ origin: { type: 'import', format: 'coco' } }),
      drawing({ shape: { kind: 'box', x: 0, y: 0, width: 640, height: 480.0001 } }),
    ])
    expect(outcomes.map(refusal)).toEqual(['invalid', 'invalid', 'invalid', 'invalid', 'applied'])
    expect(outcomes[0]).toMatchObject({ message: 'Expected a box inside the image of 640 x 480, got 50 x 10 at (600, 0)' })
    expect(outcomes[2]).toMatchObject({ message: 'The outline crosses itself near (10, 10): move that point' })
  })

  test('a suggestion that a model made in a browser is taken as the model proposed it, undecided, and as nothing else', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const [label, shape] = ['cat', { kind: 'box', x: 10, y: 20, width: 30, height: 40 }] as const
    const origin = { type: 'model', version: 1, score: 0.8, label, shape } as const
    const proposed = drawing({ label, shape, status: 'suggested', origin })
    const moved = { ...shape, x: 11 }
    const { outcomes } = await commit(assetId, [
      proposed,
      changing(annotationOf(proposed), 1, { status: 'draft' }),
      drawing({ label, shape, status: 'draft', origin }),
      drawing({ label, shape, status: 'suggested', origin: { ...origin, shape: moved } }),
      drawing({ label, shape, status: 'suggested', origin: { ...origin, label: 'dog' } }),
      drawing({ status: 'suggested' }),
    ])
    expect(outcomes.map(refusal)).toEqual(['applied', 'applied', 'invalid', 'invalid', 'invalid', 'invalid'])
    await operations.settled()
    expect(await store.annotations.findOne({ _id: annotationOf(proposed) })).toMatchObject({
      status: 'draft',
      origin,
      changedBy: ANN.id,
    })
  })

  test('what a worker suggested while a browser suggested the same without a connection is taken back with its operations', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const boxAt = (x: number) => ({ kind: 'box', x, y: 0, width: 100, height: 100 }) as const
    const [doubled, another] = [suggesting({ shape: boxAt(0) }), suggesting({ shape: boxAt(300) })]
    await asWorker(assetId, [doubled, another])
    const shape = boxAt(3)
    const origin = { type: 'model', version: 1, score: 0.8, label: 'cat', shape } as const
    const proposed = drawing({ label: 'cat', shape, status: 'suggested', origin })
    const { outcomes } = await commit(assetId, [proposed, changing(annotationOf(proposed), 1, { status: 'draft' })])
    expect(outcomes.map(refusal)).toEqual(['applied', 'applied'])
    await operations.settled()
    const statusOf = async (operation: Operation) => (await store.annotations.findOne({ _id: annotationOf(operation) }))?.status
    expect(await Promise.all([doubled, another, proposed].map(statusOf))).toEqual(['deleted', 'suggested', 'draft'])
  })

  test('a detection project takes every shape and labels of the whole image, a classification project those labels alone', async () => {
    const whole = { kind: 'whole' } as const
    const detection = await aStoredAsset(store, projectId)
    expect((await commit(detection, [drawing(), drawing({ shape: whole })])).outcomes.map(refusal)).toEqual([
      'applied',
      'applied',
    ])
    const classification = await aStoredAsset(store, await aStoredProject(store, { task: 'classification' }))
    const { outcomes } = await commit(classification, [drawing(), drawing({ shape: whole })])
    expect(outcomes.map(refusal)).toEqual(['invalid', 'applied'])
    expect(outcomes[0]).toMatchObject({
      message: 'Expected a label of the whole image in a classification project, got a box',
    })
  })

  test('a label that was added a moment ago is known at once', async () => {
    const assetId = await aStoredAsset(store, projectId)
    await commit(assetId, [drawing()])
    const project = await store.projects.findOne({ _id: projectId })
    const labels = [
      ...(project?.ontology.labels ?? []),
      { name: 'fox', color: '#000000', key: null, floor: 0, margin: 0, retired: true },
    ]
    await store.projects.updateOne({ _id: projectId }, { $set: { 'ontology.labels': labels } })
    expect((await commit(assetId, [drawing({ label: 'fox' })])).outcomes).toMatchObject([{ outcome: 'applied' }])
  })

  test('the work of a worker puts suggestions on a new asset, and needs an origin', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const { outcomes } = await asWorker(assetId, [suggesting(), drawing()])
    expect(outcomes.map(refusal)).toEqual(['applied', 'invalid'])
    expect(await store.assets.findOne({ _id: assetId })).toMatchObject({ status: 'suggested', counts: { suggested: 1 } })
  })

  test('a precondition that does not hold refuses everything', async () => {
    const assetId = await aStoredAsset(store, projectId)
    await commit(assetId, [drawing()])
    const precondition = () => ({ code: 'conflict', message: 'A person has begun' }) as const
    const { outcomes } = await operations.commit({ assetId, user: null, operations: [suggesting()], precondition })
    expect(outcomes).toMatchObject([{ outcome: 'refused', code: 'conflict', message: 'A person has begun' }])
  })

  test('whoever was away gets what was committed meanwhile', async () => {
    const assetId = await aStoredAsset(store, projectId)
    for (let index = 0; index < 3; index++) await commit(assetId, [drawing()])
    expect(await operations.open(assetId, 1)).toMatchObject({
      type: 'commits',
      sequence: 3,
      commits: [{ sequence: 2 }, { sequence: 3 }],
    })
    expect(await operations.open(assetId, 9)).toMatchObject({ type: 'state', sequence: 3 })
  })

  test('another server is never behind: it sees, judges and continues what was committed elsewhere', async () => {
    const elsewhere = createOperationLog({ store, log })
    const assetId = await aStoredAsset(store, projectId)
    const drawn = drawing()
    await commit(assetId, [drawing()])
    await commit(assetId, [drawing()], elsewhere)
    await commit(assetId, [drawn], elsewhere)
    const { outcomes } = await commit(assetId, [changing(annotationOf(drawn), 1, { label: 'dog' })])
    expect(outcomes).toMatchObject([{ outcome: 'applied', revision: 2, sequence: 4 }])
    expect(await elsewhere.open(assetId)).toMatchObject({ sequence: 4, annotations: { length: 3 } })
    await elsewhere.close()
  })

  test('an asset or project that does not exist is not found, and a stranger to the project sees nothing', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const nowhere = commit('ast_none' as AssetId, [drawing()])
    await expect(nowhere).rejects.toMatchObject({ code: 'not_found' })
    await expect(operations.open('ast_none' as AssetId)).rejects.toMatchObject({ code: 'not_found' })
    const stranger = operations.commit({ assetId, user: ANN, operations: [drawing()], may: () => false })
    await expect(stranger).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('the rest of the server hears when an asset becomes approved and when it stops being so', async () => {
    const bus = createBus((error) => expect.unreachable(String(error)))
    const decided: { assetId: AssetId; approved: number | undefined }[] = []
    bus.on('asset.decided', async ({ assetId }) => {
      const row = await store.assets.findOne({ _id: assetId })
      decided.push({ assetId, approved: row?.counts.approved.cat })
    })
    const heard = createOperationLog({ store, log, bus })
    const assetId = await aStoredAsset(store, projectId)
    await commit(assetId, [drawing()], heard)
    await commit(assetId, [setting('approved', 1)], heard)
    await heard.settled()
    await commit(assetId, [setting('begun', 2)], heard)
    await heard.close()
    await expect
      .poll(() => decided)
      .toEqual([
        { assetId, approved: 1 },
        { assetId, approved: 1 },
      ])
  })

  test('ten thousand annotations on one asset take ever more of them', async () => {
    const assetId = await aStoredAsset(store, projectId)
    for (let round = 0; round < 20; round++)
      await commit(
        assetId,
        Array.from({ length: 500 }, () => drawing()),
      )
    const opened = await operations.open(assetId)
    expect(opened).toMatchObject({ sequence: 20, annotations: { length: 10_000 } })
  })

  test('operation ids are unique over the whole log', async () => {
    const rows = await store.operations
      .aggregate<{ _id: OperationId; count: number }>([
        { $unwind: '$operations' },
        { $group: { _id: '$operations.id', count: { $sum: 1 } } },
        { $match: { count: { $gt: 1 } } },
      ])
      .toArray()
    expect(rows).toEqual([])
  })
})
