import { afterAll, beforeAll, expect, test } from 'vitest'
import { EMBEDDER_ID, EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { scaledToLength } from '#server/ml/embedding/unit-vectors.ts'
import { findUncovered } from '#server/monitoring/uncovered.ts'
import { labelNeeds } from '#server/projects/label-needs.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { packed } from '#server/store/vectors.ts'
import type { Case } from '#shared/domain/examination.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { anAssetRow, aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

const random = createRandom(4)
const CORNERS = { field: 0, night: 40, snow: 80 } as const
type Place = keyof typeof CORNERS
const MORE_THAN_ARE_COMPARED = 1010

describeWithMongo('where the champion goes wrong on what looks like nothing that waits', () => {
  let store: Store
  let projectId: ProjectId

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    projectId = await aStoredProject(store, { champion: 2 })
    for (let image = 0; image < 30; image++) await anImage('field', { status: 'approved', split: 'train' })
    for (let image = 0; image < 6; image++) await anImage('night', { status: 'new' })
    const tested = { status: 'approved', split: 'test' } as const
    for (let image = 0; image < 30; image++) await anImage('field', tested)
    for (let image = 0; image < 4; image++) await aMistake('cat', await anImage('night', tested))
    for (let image = 0; image < 5; image++) await aMistake('cat', await anImage('snow', tested))
    for (let image = 0; image < 3; image++) await aMistake('dog', await anImage('night', tested))
  })
  afterAll(() => store?.close())

  /** An image that looks like one of three places. */
  async function anImage(place: Place, of: Parameters<typeof aStoredAsset>[2] & object): Promise<AssetId> {
    const id = await aStoredAsset(store, projectId, { lottery: random.next(), ...of })
    const around = Float32Array.from(
      { length: EMBEDDING_SIZE },
      (_, at) => 0.05 * random.normal() + (at === CORNERS[place] ? 1 : 0),
    )
    const vector = packed(scaledToLength(around))
    await store.assetEmbeddings.insertOne({ _id: id, projectId, embedder: EMBEDDER_ID, vector, unreadable: null } as never)
    return id
  }
  let made = 0
  async function aMistake(label: string, assetId: AssetId, kind: Case['kind'] = 'miss'): Promise<void> {
    const row = { _id: `case ${made++}`, projectId, version: 2, split: 'test', kind, assetId, label, predicted: null }
    await store.cases.insertOne(row as never)
  }

  test('is told label by label, each image once', async () => {
    const [first] = await store.cases.find({ projectId, label: 'cat' }).toArray()
    await aMistake('cat', first?.assetId as AssetId, 'confusion')
    const found = await findUncovered(store, { projectId, version: 2 })
    expect(found.toSorted((a, b) => (a.label < b.label ? -1 : 1))).toEqual([
      { label: 'cat', mistaken: 9, alone: 5 },
      { label: 'dog', mistaken: 3, alone: 0 },
    ])
  })

  test('is counted of the images that have vectors alone, however many others were tested', async () => {
    const bare = Array.from({ length: MORE_THAN_ARE_COMPARED }, () =>
      anAssetRow(projectId, { lottery: 0, status: 'approved', split: 'test' }),
    )
    await store.assets.insertMany(bare)
    for (const label of ['cat', 'bird']) await aMistake(label, bare[0]?._id as AssetId)
    const found = await findUncovered(store, { projectId, version: 2 })
    expect(found.toSorted((a, b) => (a.label < b.label ? -1 : 1))).toEqual([
      { label: 'cat', mistaken: 9, alone: 5 },
      { label: 'dog', mistaken: 3, alone: 0 },
    ])
  })

  test('is all of them once nothing waits', async () => {
    await store.assets.updateMany({ projectId, status: 'new' }, { $set: { status: 'quarantined' } })
    expect(await findUncovered(store, { projectId, version: 2 })).toContainEqual({ label: 'dog', mistaken: 3, alone: 3 })
  })

  test('is nothing where nothing was examined', async () => {
    expect(await findUncovered(store, { projectId, version: 1 })).toEqual([])
  })

  test('stands beside what the closer look says of the label', async () => {
    const facts = { examples: 40, mistake: 'miss', times: 9, detail: null, detailTimes: 0, more: null } as const
    const advice = [
      { ...facts, label: 'cat', there: 20, found: 11, suspects: 4 },
      { ...facts, label: 'cow', there: 10, found: 8, suspects: 0 },
    ]
    await store.examinations.insertOne({ _id: 'one', projectId, version: 2, split: 'test', advice } as never)
    const uncovered = [{ label: 'cat', mistaken: 9, alone: 5 }]
    await store.monitorings.insertOne({ _id: projectId, version: 2, uncovered } as never)
    expect(await labelNeeds(store, await loadProject(store, projectId))).toEqual([
      { label: 'cat', suspects: 4, mistaken: 9, alone: 5 },
      { label: 'cow', suspects: 0, mistaken: 2, alone: null },
    ])
    await store.monitorings.updateOne({ _id: projectId }, { $set: { version: 1 } })
    expect((await labelNeeds(store, await loadProject(store, projectId)))[0]).toMatchObject({ suspects: 4, alone: null })
  })
})
