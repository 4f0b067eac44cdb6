import { expect, test } from 'vitest'
import { startMongod } from '#server/store/mongod.ts'
import { mongodFiles, readRecord } from '#server/store/mongod-files.ts'
import { killMongod } from '#server/store/mongod-process.ts'
import { openStore } from '#server/store/store.ts'
import type { Operation } from '#shared/operations.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { eventually } from '../../support/eventually.ts'
import { startLabelServer, type TestClient } from '../../support/label-server.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { drawing } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { expectedProjection, projectionOf, replayed } from './replayed.ts'

const COMMITS = 30
const OUTAGE_AT = 10

describeWithMongo('when the database is killed and comes back', () => {
  test('nothing acknowledged is lost, nothing is doubled, and others hear every stroke', async () => {
    const dataFolder = temporaryFolder()
    const mongod = await startMongod({ dataFolder, log: () => undefined })
    const { port } = readRecord(mongodFiles(dataFolder)) ?? {}
    const store = await openStore(`mongodb://127.0.0.1:${port}/outage?directConnection=true`)
    const server = await startLabelServer(store)
    const projectId = await aStoredProject(store)
    const assetId = await aStoredAsset(store, projectId)
    const [drawer, watcher] = [
      await server.connect((await aStoredPerson(store, projectId, 'annotator')).token),
      await server.connect((await aStoredPerson(store, projectId, 'reviewer')).token),
    ]
    await watcher.send('asset:open', { assetId })
    const drawn = Array.from({ length: COMMITS }, () => drawing())
    for (const [index, operation] of drawn.entries()) {
      // Whoever keeps it running starts it again.
      if (index === OUTAGE_AT) killMongod(mongodFiles(dataFolder))
      await untilAcknowledged(drawer, operation)
    }
    const truth = await replayed(store, projectId, assetId)
    expect(new Set(truth.state.annotations.keys())).toEqual(
      new Set(drawn.map((one) => one.type === 'create' && one.annotationId)),
    )
    expect(truth.sequences).toEqual(drawn.map((_, index) => index + 1))
    await eventually(() => expect(watcher.heard('asset:changed').map(({ sequence }) => sequence)).toEqual(truth.sequences))
    await server.operations.settled()
    expect(await projectionOf(store, assetId)).toEqual(expectedProjection(truth))
    await server.close()
    await store.close()
    await mongod.stop()

    async function untilAcknowledged(client: TestClient, operation: Operation): Promise<void> {
      await eventually(async () => {
        const answer = await client.send('annotation:commit', { assetId, operations: [operation] })
        expect(answer).toMatchObject({ ok: true, value: { outcomes: [{ outcome: 'applied' }] } })
      })
    }
  })
})
