import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manifestLine } from '#server/datasets/manifest-entries.ts'
import { frozenOntology, readManifest, takeSnapshot, trainingInput } from '#server/datasets/snapshots.ts'
import { readTree, treeParts } from '#server/store/blob-tree.ts'
import { loadProject, updateProject } from '#server/store/projects.ts'
import { type AssetId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { newOntology } from '#shared/ontology.ts'
import type { Operation } from '#shared/operations.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { drawing, setting } from '../../support/operations.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type Importing, openImporting } from './importing.ts'

const IMAGES = 24
/** Some leaves full. */
const ASSETS = 240
const SNAPSHOTS = 5

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
    const manifest = readFileSync(await importing.blobs.onDisk(snapshot.digest))
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

  test('holds one moment, whatever people do while it is taken', async () => {
    const other = await importing.project()
    const assets = await Promise.all(
      Array.from({ length: ASSETS }, (_, index) =>
        aStoredAsset(importing.store, other, { name: `image-${String(index).padStart(4, '0')}.png` }),
      ),
    )
    const approve = (assetId: AssetId) => commit(importing, assetId, [setting('approved', 0)])
    await Promise.all(assets.map(approve))
    await importing.operations.settled()
    const [first, last] = [assets[0] as AssetId, assets.at(-1) as AssetId]
    let isOver = false
    const drawn = (async () => {
      let rounds = 0
      for (; !isOver; rounds++) for (const assetId of [first, last]) await commit(importing, assetId, [approvedBox()])
      return rounds
    })()
    const seen = []
    for (let round = 0; round < SNAPSHOTS; round++) {
      const entries = await entriesOf(await takeSnapshot(importing, other))
      seen.push([entries[0]?.annotations.length ?? 0, entries.at(-1)?.annotations.length ?? 0] as const)
    }
    isOver = true
    expect(await drawn).toBeGreaterThan(SNAPSHOTS)
    // The first image gets each of its boxes just before the last one does.
    expect(seen.filter(([before, after]) => before - after > 1 || before < after)).toEqual([])
    expect(new Set(seen.map(([before]) => before)).size).toBeGreaterThan(1)
  })

  test('holds what was acknowledged before it, projected or not', async () => {
    const other = await importing.project()
    const assetId = await aStoredAsset(importing.store, other)
    for (let boxes = 1; boxes <= 10; boxes++) {
      const status = boxes === 1 ? [setting('approved', 0)] : []
      await commit(importing, assetId, [approvedBox(), ...status])
      // Nothing waits for the projection here.
      const [entry] = await entriesOf(await takeSnapshot(importing, other))
      expect(entry?.annotations).toHaveLength(boxes)
    }
  })

  test('counts labels whatever they are called, also like what every object has', async () => {
    const names = ['constructor', '__proto__', 'cat']
    const other = await importing.project({ ontology: newOntology(names) })
    const assetId = await aStoredAsset(importing.store, other)
    const boxes = names.map((label) => approvedBox(label))
    await commit(importing, assetId, [...boxes, setting('approved', 0)])
    await importing.operations.settled()
    const { labels, annotations } = await takeSnapshot(importing, other)
    expect(annotations).toBe(names.length)
    expect(labels.map(({ label, train, validation, test: held }) => [label, train + validation + held])).toEqual([
      ['__proto__', 1],
      ['cat', 1],
      ['constructor', 1],
    ])
    const row = await importing.store.assets.findOne({ _id: assetId })
    expect(Object.entries(row?.counts.approved ?? {}).sort()).toEqual(names.toSorted().map((name) => [name, 1]))
  })

  test('costs the next one what has changed since', async () => {
    const other = await importing.project()
    const assets = await Promise.all(Array.from({ length: ASSETS }, () => aStoredAsset(importing.store, other)))
    await Promise.all(assets.map((assetId) => commit(importing, assetId, [approvedBox(), setting('approved', 0)])))
    await importing.operations.settled()
    const before = await takeSnapshot(importing, other)
    const known = await blobsOf(importing, before)
    await commit(importing, assets[7] as AssetId, [approvedBox()])
    await importing.operations.settled()
    const fresh = (await blobsOf(importing, await takeSnapshot(importing, other))).filter((blob) => !known.includes(blob))
    expect(known.length).toBeGreaterThan(4)
    // The leaf of that image, the page above it, and the root; a page more where the leaf's new hash moves a border of pages.
    expect([3, 4]).toContain(fresh.length)
    expect(fresh.length).toBeLessThan(known.length)
  })

  test('knows the labels as they were', async () => {
    const other = await importing.project()
    const assetId = await aStoredAsset(importing.store, other)
    await commit(importing, assetId, [approvedBox(), setting('approved', 0)])
    const snapshot = await takeSnapshot(importing, other)
    const before = (await loadProject(importing.store, other)).ontology
    await updateProject(importing.store, other, { ontology: newOntology(['cat']) })
    expect(await frozenOntology(importing.blobs, snapshot)).toEqual(before)
  })

  test('of an older version, all in one blob, is read as it was', async () => {
    const entries = await entriesOf(await takeSnapshot(importing, projectId))
    const { hash: digest } = await importing.blobs.put({ bytes: Buffer.from(entries.map(manifestLine).join('')) })
    expect(await listed(readManifest(importing.blobs, { digest }))).toEqual(entries)
    expect(await frozenOntology(importing.blobs, { digest })).toBeNull()
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
    const { assets, annotations, operations, manifestLeaves, backups } = importing.store
    const [asset] = await importing.assets(projectId)
    const queries = [
      assets
        .find({ projectId, $or: [{ status: 'approved' }, { _id: { $in: [] } }] })
        .sort({ name: 1 })
        .hint({ projectId: 1, name: 1 }),
      annotations.find({ assetId: { $in: [asset?._id as AssetId] }, status: 'approved' }),
      operations.find({ projectId, at: { $gt: 0 } }),
      manifestLeaves.find({ projectId }),
      backups.find({}).sort({ createdAt: -1 }),
    ]
    for (const query of queries) {
      const plan = await query.explain('queryPlanner')
      expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toMatch(/COLLSCAN|"SORT"/)
    }
  })
})

const commit = (importing: Importing, assetId: AssetId, operations: readonly Operation[]) =>
  importing.operations.commit({ assetId, user: null, operations })

const approvedBox = (label = 'cat') => drawing({ label, status: 'approved', origin: { type: 'import', format: 'test' } })

async function blobsOf({ blobs }: Importing, { digest }: Snapshot): Promise<string[]> {
  const tree = await readTree(blobs, digest)
  const parts = await listed(treeParts(blobs, tree?.parts ?? [], () => false))
  return [digest, ...parts.map(({ part }) => part)]
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
