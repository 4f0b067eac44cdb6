import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperationLog, type OperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Operation } from '#shared/operations.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { annotationOf, changing, drawing, setting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'
import { expectedProjection, projectionOf, replayed } from './replayed.ts'

const ANN = { id: 'usr_ann' as UserId }
const log = createLog('test', 'silent')

// Stands in for a server that dies at this point: the acknowledged insert has happened, this write never does.
function dyingBefore(store: Store, collection: 'annotations' | 'assets'): Store {
  const refuse = async () => Promise.reject(new Error('the process is gone'))
  const dead = new Proxy(store[collection], {
    get: (target, key) => (key === 'bulkWrite' || key === 'insertMany' ? refuse : Reflect.get(target, key, target)),
  })
  return { ...store, [collection]: dead }
}

describeWithMongo('after a crash between the acknowledgement and the projection', () => {
  let store: Store
  let projectId: ProjectId

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    projectId = await aStoredProject(store)
  })
  afterAll(() => store.close())

  const commit = (of: OperationLog, assetId: AssetId, operations: Operation[]) =>
    of.commit({ assetId, user: ANN, operations, may: () => true })

  async function crashedAsset(before: 'annotations' | 'assets'): Promise<AssetId> {
    const assetId = await aStoredAsset(store, projectId)
    const healthy = createOperationLog({ store, log })
    const drawn = drawing()
    await commit(healthy, assetId, [drawn, drawing({ label: 'dog' })])
    await healthy.close()
    const dying = createOperationLog({ store: dyingBefore(store, before), log })
    await commit(dying, assetId, [changing(annotationOf(drawn), 1, { label: 'dog' }), drawing()])
    await commit(dying, assetId, [setting('review', 1)])
    await dying.close()
    expect(await store.assets.findOne({ _id: assetId })).toMatchObject({ sequence: 1, status: 'begun' })
    return assetId
  }

  for (const before of ['annotations', 'assets'] as const) {
    test(`opening the asset shows everything acknowledged and repairs the lists (died before writing ${before})`, async () => {
      const assetId = await crashedAsset(before)
      const revived = createOperationLog({ store, log })
      const truth = await replayed(store, projectId, assetId)
      const opened = await revived.open(assetId)
      expect(opened).toMatchObject({ sequence: 3, asset: { status: 'review', revision: 2 } })
      expect(opened.type === 'state' && new Map(opened.annotations.map((one) => [one.id, one]))).toEqual(truth.state.annotations)
      await revived.settled()
      expect(await projectionOf(store, assetId)).toEqual(expectedProjection(truth))
      await revived.close()
    })

    test(`the start of a server repairs the lists before anybody opens the asset (died before writing ${before})`, async () => {
      const assetId = await crashedAsset(before)
      const revived = createOperationLog({ store, log })
      expect(await revived.repairProjections()).toBe(1)
      expect(await projectionOf(store, assetId)).toEqual(expectedProjection(await replayed(store, projectId, assetId)))
      expect(await revived.repairProjections()).toBe(0)
      await revived.close()
    })
  }

  test('a change of nothing but the status is repaired too', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const dying = createOperationLog({ store: dyingBefore(store, 'assets'), log })
    await commit(dying, assetId, [setting('review', 0)])
    await dying.close()
    const revived = createOperationLog({ store, log })
    expect(await revived.repairProjections()).toBe(1)
    expect(await store.assets.findOne({ _id: assetId })).toMatchObject({ status: 'review', revision: 1, sequence: 1 })
    await revived.close()
  })

  test('an older projection that arrives late changes nothing', async () => {
    const assetId = await aStoredAsset(store, projectId)
    const [one, two] = [createOperationLog({ store, log }), createOperationLog({ store, log })]
    const drawn = drawing()
    await commit(one, assetId, [drawn])
    await commit(two, assetId, [changing(annotationOf(drawn), 1, { label: 'dog' })])
    await two.settled()
    await one.close()
    await two.close()
    expect(await projectionOf(store, assetId)).toEqual(expectedProjection(await replayed(store, projectId, assetId)))
  })
})
