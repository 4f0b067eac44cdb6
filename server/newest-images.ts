import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model, Snapshot } from '#shared/domain/training.ts'
import { readManifest, takeSnapshot } from './datasets/snapshots.ts'
import type { NewestImages } from './evaluation/measure-model.ts'
import type { JobContext } from './jobs/runner.ts'
import type { Measure } from './measuring.ts'
import { labelsOf } from './models/present-names.ts'
import type { BlobStore } from './store/blobs.ts'
import { fromStored } from './store/collections.ts'
import type { Store } from './store/store.ts'

interface NewestDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly measure: Measure
}

/** The two models that are compared, and the snapshot that the challenger learned from. */
interface Compared {
  readonly project: Project
  readonly champion: Model
  readonly challenger: Model
  readonly snapshot: Snapshot
}

/**
 * What both models say of the newest approved images: those that are approved now, were not when the champion's snapshot was taken, and are in
 * neither the training nor the validation split of the challenger's. People may have approved the champion's own suggestions there, which speaks
 * for the champion: the gate asks only that the challenger is not worse on them. Null where the champion learned from nothing of this project.
 */
export async function measureNewest(
  { store, blobs, measure }: NewestDeps,
  context: JobContext,
  { project, champion, challenger, snapshot }: Compared,
): Promise<NewestImages | null> {
  const { enabled, images: least } = project.loop.gate.newest
  if (!enabled || champion.snapshotId === null) return null
  const before = await store.snapshots.findOne({ _id: champion.snapshotId })
  if (!before) return null
  const now = await takeSnapshot({ store, blobs }, project.id)
  const known = new Set([
    ...(await assetsIn(blobs, fromStored(before), () => true)),
    ...(await assetsIn(blobs, snapshot, (split) => split !== 'test')),
  ])
  const only = new Set((await assetsIn(blobs, now, () => true)).filter((id) => !known.has(id)))
  const told = { images: only.size, snapshotNumber: now.number }
  if (only.size < least) return { ...told, measured: null }
  const measured = { labels: labelsOf(challenger), ontology: project.ontology, snapshot: now, split: 'test', only } as const
  return {
    ...told,
    measured: {
      challenger: await measure(context, { ...measured, model: challenger }),
      champion: await measure(context, { ...measured, model: champion }),
    },
  }
}

async function assetsIn(
  blobs: BlobStore,
  snapshot: Snapshot,
  isMeant: (split: 'train' | 'validation' | 'test') => boolean,
): Promise<AssetId[]> {
  const ids: AssetId[] = []
  for await (const { assetId, split } of readManifest(blobs, snapshot)) if (isMeant(split)) ids.push(assetId)
  return ids
}
