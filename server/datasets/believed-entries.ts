import { UNDECIDED_ASSET_STATUSES } from '#shared/domain/asset.ts'
import { BelievedEntry } from '#shared/domain/manifest.ts'
import type { Project } from '#shared/domain/project.ts'
import { inChunks } from '../in-chunks.ts'
import { blobLines } from '../store/blob-tree.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { OneTime } from '../store/one-time.ts'
import type { Store } from '../store/store.ts'

/** Labels that are less probable than this are left out, and the others share what is left. */
const LEAST_PROBABILITY = 0.05
const ASSETS_PER_QUERY = 500

type BelievedStore = Pick<Store, 'assets' | 'supervisions' | 'labelVotes'>

/**
 * The training images that nobody had decided on `at` one time, with what the project's labeling functions made of them, by name; none where the project does not let
 * trainings learn from them, or is not about one class per image.
 */
export async function* believedEntries(store: BelievedStore, project: Project, at: OneTime): AsyncIterable<BelievedEntry> {
  if (!project.loop.supervision.train || project.task !== 'classification') return
  const latest = await store.supervisions.findOne({ projectId: project.id }, { sort: { version: -1 }, ...at })
  if (!latest) return
  const assets = store.assets
    .find(
      { projectId: project.id, status: { $in: [...UNDECIDED_ASSET_STATUSES] }, split: 'train' },
      { projection: { hash: 1, name: 1, width: 1, height: 1 }, ...at },
    )
    .sort({ name: 1 })
    .hint({ projectId: 1, name: 1 })
  for await (const chunk of inChunks(assets, ASSETS_PER_QUERY)) {
    const rows = await store.labelVotes
      .find({ _id: { $in: chunk.map(({ _id }) => _id) }, 'believed.version': latest.version }, { ...at })
      .toArray()
    const believed = new Map(rows.map(({ _id, believed: found }) => [_id, found?.labels ?? []]))
    for (const { _id: assetId, hash, name, width, height } of chunk) {
      const labels = spread(believed.get(assetId) ?? [])
      if (labels.length > 0) yield { assetId, hash, name, width, height, labels }
    }
  }
}

/** The believed entries of a snapshot, one a line. */
export async function* readBelieved(blobs: Pick<BlobStore, 'open'>, digest: string): AsyncIterable<BelievedEntry> {
  for await (const line of blobLines(blobs, digest)) yield BelievedEntry.parse(JSON.parse(line))
}

function spread(labels: BelievedEntry['labels']): BelievedEntry['labels'] {
  const probable = labels.filter(({ probability }) => probability >= LEAST_PROBABILITY)
  const sum = probable.reduce((total, { probability }) => total + probability, 0)
  return probable.map(({ label, probability }) => ({ label, probability: probability / sum }))
}
