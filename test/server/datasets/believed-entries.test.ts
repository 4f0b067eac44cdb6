import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBelieved } from '#server/datasets/believed-entries.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { believedImages } from '#server/training/training-input.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { BelievedEntry } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { newOntology } from '#shared/ontology.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type Importing, openImporting } from './importing.ts'

describeWithMongo('what labeling functions believe', () => {
  let data: Importing
  let projectId: ProjectId
  const images: Record<string, AssetId> = {}
  beforeAll(async () => {
    data = await openImporting()
    projectId = await data.project({ task: 'classification', ontology: newOntology(['day', 'night', 'dusk']) })
    await data.store.supervisions.insertOne({ _id: `${projectId}:2`, projectId, version: 2 } as never)
    await asset('approved', { status: 'approved' }, 2)
    await asset('new', { status: 'new' }, 2)
    await asset('suggested', { status: 'suggested' }, 2)
    await asset('begun', { status: 'begun' }, 2)
    await asset('validation', { split: 'validation' }, 2)
    await asset('test', { split: 'test' }, 2)
    await asset('older', {}, 1)
  })
  afterAll(() => data?.close())

  async function asset(name: string, fields: object, version: number): Promise<void> {
    const _id = await aStoredAsset(data.store, projectId, { name, order: Object.keys(images).length, ...fields })
    images[name] = _id
    const labels = [
      { label: 'day', probability: 0.72 },
      { label: 'night', probability: 0.24 },
      { label: 'dusk', probability: 0.04 },
    ]
    await data.store.labelVotes.insertOne({ _id, projectId, said: [], believed: { version, labels } })
  }

  async function snapshot(train: boolean): Promise<{ snapshot: Snapshot; believed: BelievedEntry[] }> {
    await data.store.projects.updateOne({ _id: projectId }, { $set: { 'loop.supervision.train': train } })
    const taken = await takeSnapshot(data, projectId)
    const believed: BelievedEntry[] = []
    if (taken.believed) for await (const entry of readBelieved(data.blobs, taken.believed.digest)) believed.push(entry)
    return { snapshot: taken, believed }
  }

  test('is learned only where the project lets it be', async () => {
    expect((await snapshot(false)).snapshot).not.toHaveProperty('believed')
  })

  test('is frozen with the snapshot: of training images that nobody has decided on, as of the last application', async () => {
    const { snapshot: taken, believed } = await snapshot(true)
    expect(taken).toMatchObject({ believed: { images: 2 }, assets: { train: 1, validation: 0, test: 0 }, annotations: 0 })
    expect(believed.map(({ name }) => name)).toEqual(['new', 'suggested'])
    // The improbable is left out, the rest shares what is left.
    expect(believed[0]?.labels).toEqual([
      { label: 'day', probability: 0.75 },
      { label: 'night', probability: 0.25 },
    ])
    expect((await snapshot(true)).snapshot).toEqual(taken)
    expect((await snapshot(false)).snapshot.id).not.toBe(taken.id)
  })

  test('weighs as much as it is probable, and nothing where a label is gone', async () => {
    const { believed } = await snapshot(true)
    const [learned] = believedImages(believed, ['night', 'day'])
    expect(learned?.objects).toEqual([
      { label: 1, shape: { kind: 'whole' }, value: null, weight: 0.75 },
      { label: 0, shape: { kind: 'whole' }, value: null, weight: 0.25 },
    ])
    expect(believedImages(believed, ['fog'])).toEqual([])
  })
})
