import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '#server/store/store.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { runEditors } from '../../../scripts/benchmarks/editors-run.ts'
import { logOf } from '../../../scripts/benchmarks/editors-server.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type LabelServer, startLabelServer } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

const EDITORS = 8
const RUNS = 20
const FIRST_SEED = 20_261_121

describeWithMongo('eight editors on one image', () => {
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

  test('converge through cuts and reloads, and nothing acknowledged is lost or doubled', async () => {
    const people = await Promise.all(Array.from({ length: EDITORS }, () => aStoredPerson(store, projectId, 'reviewer')))
    for (let run = 0; run < RUNS; run++) {
      const assetId = await aStoredAsset(store, projectId, { width: 1000, height: 1000 })
      const seed = FIRST_SEED + run
      const task = { address: server.address, people, assetId, labels: ['cat', 'dog'], seed }
      const { problems } = await runEditors(task, () => logOf(store, assetId))
      expect(problems, `seed ${seed}`).toEqual([])
    }
  }, 240_000)
})
