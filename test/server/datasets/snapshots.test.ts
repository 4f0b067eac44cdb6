import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readManifest, takeSnapshot, trainingInput } from '#server/datasets/snapshots.ts'
import { type AssetId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from './importing.ts'

const IMAGES = 24

describeWithMongo('a snapshot', () => {
  let importing: Importing
  let projectId: ProjectId
  beforeAll(async () => {
    importing = await openImporting()
    projectId = await importing.project({ ontology: { version: 1, labels: [] } })
    const folder = join(importing.folder, 'set')
    await writeVocSet(folder, { images: IMAGES, seed: 1 })
    await importing.importFolder(projectId, folder, { approve: true })
  })
  afterAll(() => importing.close())

  const entriesOf = (snapshot: Snapshot): Promise<ManifestEntry[]> => listed(readManifest(importing.blobs, snapshot))

  test('holds every approved asset with its approved annotations, in order of names, under the hash of its manifest', async () => {
    const snapshot = await takeSnapshot(importing, projectId)
    expect(snapshot).toMatchObject({ projectId, number: 1, annotations: 3 * IMAGES })
    const manifest = readFileSync(importing.blobs.path(snapshot.digest))
    expect(createHash('sha256').update(manifest).digest('hex')).toBe(snapshot.digest)
    const entries = await entriesOf(snapshot)
    expect(entries).toHaveLength(IMAGES)
    expect(entries.map(({ name }) => name)).toEqual(entries.map(({ name }) => name).sort())
    const { train, validation, test: held } = snapshot.assets
    expect(train + validation + held).toBe(IMAGES)
    const perLabel = snapshot.labels.map((counts) => counts.train + counts.validation + counts.test)
    expect(perLabel.reduce((sum, count) => sum + count, 0)).toBe(3 * IMAGES)
  })

  test('is the same one as long as nothing changed, and a new one afterwards', async () => {
    const [first, second] = await Promise.all([takeSnapshot(importing, projectId), takeSnapshot(importing, projectId)])
    expect(second).toEqual(first)
    const [asset] = await importing.assets(projectId)
    const [annotation] = await importing.store.annotations.find({ assetId: asset?._id as AssetId }).toArray()
    if (!asset || !annotation) throw new Error('Expected an annotated asset')
    await importing.operations.commit({
      assetId: asset._id,
      user: { id: newId<UserId>('usr') },
      may: () => true,
      operations: [
        {
          id: newId<OperationId>('op'),
          type: 'update',
          annotationId: annotation._id,
          base: annotation.revision,
          patch: { status: 'deleted' },
        },
      ],
    })
    await importing.operations.settled()
    const changed = await takeSnapshot(importing, projectId)
    expect(changed.digest).not.toBe(first.digest)
    expect(changed).toMatchObject({ number: 2, annotations: first.annotations - 1 })
    expect(await importing.store.snapshots.countDocuments({ projectId })).toBe(2)
  })

  test('never shows a test image to a training', async () => {
    const entries = await entriesOf(await takeSnapshot(importing, projectId))
    const held = entries.filter(({ split }) => split === 'test').map(({ assetId }) => assetId)
    expect(held.length).toBeGreaterThan(0)
    const { train, validation } = await trainingInput(entries)
    const seen = new Set([...train, ...validation].map(({ assetId }) => assetId))
    expect(held.filter((id) => seen.has(id))).toEqual([])
    expect(seen.size + held.length).toBe(entries.length)
  })

  test('that parts near-duplicates is refused as training input', async () => {
    const [first, second] = await entriesOf(await takeSnapshot(importing, projectId))
    if (!first || !second) throw new Error('Expected two entries')
    const parted: ManifestEntry[] = [
      { ...first, split: 'train', group: 'same' },
      { ...second, split: 'test', group: 'same' },
    ]
    await expect(trainingInput(parted)).rejects.toThrow('Near-duplicates')
  })

  test('of a project without anything approved is refused', async () => {
    const empty = await importing.project()
    await expect(takeSnapshot(importing, empty)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is read from the database by index alone', async () => {
    const plan = await importing.store.assets
      .find({ projectId, status: 'approved' })
      .sort({ name: 1 })
      .hint({ projectId: 1, name: 1 })
      .explain('queryPlanner')
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toMatch(/COLLSCAN|"SORT"/)
  })
})

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
