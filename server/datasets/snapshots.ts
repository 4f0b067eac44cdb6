import type { Split } from '#shared/domain/asset.ts'
import type { ProjectId, SnapshotId } from '#shared/domain/ids.ts'
import type { ManifestEntry, ManifestSummary } from '#shared/domain/manifest.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { Ontology } from '#shared/ontology.ts'
import { derivedId } from '../derived-id.ts'
import { conflict } from '../errors.ts'
import { putTree, readTree, treeLines } from '../store/blob-tree.ts'
import type { BlobStore } from '../store/blobs.ts'
import { fromStored, toStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { OneTime } from '../store/one-time.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { believedEntries } from './believed-entries.ts'
import { manifestLeaves } from './manifest-leaves.ts'
import { type ManifestLine, saidIn } from './manifest-lines.ts'
import { mergeSummaries, snapshotFigures } from './manifest-summary.ts'

const MOST_ATTEMPTS = 20

export interface SnapshotDeps {
  readonly store: Pick<
    Store,
    | 'projects'
    | 'assets'
    | 'annotations'
    | 'operations'
    | 'snapshots'
    | 'manifestLeaves'
    | 'supervisions'
    | 'labelVotes'
    | 'atOneTime'
  >
  readonly blobs: BlobStore
}

/**
 * Freezes the approved labels of a project as they are at one moment: its approved assets with their approved annotations and its ontology, as a
 * manifest named by its hash. Nobody waits meanwhile; what has not changed since an earlier one is shared with it. The same content gives the same
 * snapshot. A conflict where nothing is approved.
 */
export async function takeSnapshot({ store, blobs }: SnapshotDeps, projectId: ProjectId): Promise<Snapshot> {
  const content = await store.atOneTime((at) => frozenContent({ store, blobs }, projectId, at))
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await store.snapshots.findOne({ _id: content.id })
    if (known) return fromStored(known)
    const latest = await store.snapshots.findOne({ projectId }, { sort: { number: -1 } })
    const snapshot: Snapshot = { ...content, number: (latest?.number ?? 0) + 1, createdAt: Date.now() }
    try {
      await store.snapshots.insertOne(toStored(snapshot))
      return snapshot
    } catch (error) {
      // Another worker took the number, or this very snapshot, meanwhile.
      if (!isDuplicateKey(error)) throw error
    }
  }
  throw conflict('Too many snapshots are taken of this project at once: try again')
}

async function frozenContent(
  deps: SnapshotDeps,
  projectId: ProjectId,
  at: OneTime,
): Promise<Omit<Snapshot, 'number' | 'createdAt'>> {
  const project = await loadProject(deps.store, projectId, at)
  const { task, ontology } = project
  const leaves = manifestLeaves(deps, projectId, at)
  const tree = await putTree<ManifestSummary>(deps.blobs, { task, ontology }, leaves, mergeSummaries)
  if (!tree) throw conflict('No asset is approved yet: there is nothing to freeze')
  const { digest, summary } = tree
  const believed = await putBelieved(deps, project, at)
  const id = derivedId<SnapshotId>('snp', projectId, digest, ...(believed ? [believed.digest] : []))
  const frozen = { id, projectId, digest, ontologyVersion: ontology.version, ...snapshotFigures(summary) }
  return believed ? { ...frozen, believed } : frozen
}

/** What labeling functions make of images that nobody has decided on, where trainings may learn from it; null where there is none. */
async function putBelieved(
  { store, blobs }: SnapshotDeps,
  project: Project,
  at: OneTime,
): Promise<NonNullable<Snapshot['believed']> | null> {
  let images = 0
  async function* lines(): AsyncIterable<string> {
    for await (const entry of believedEntries(store, project, at)) {
      images++
      yield `${JSON.stringify(entry)}\n`
    }
  }
  // An empty blob would be written for every project that has none.
  for await (const _ of believedEntries(store, project, at)) {
    const { hash: digest } = await blobs.put({ stream: lines() })
    return { digest, images }
  }
  return null
}

/** The entries of a snapshot in order of the assets' names, one by one. */
export async function* readManifest(
  blobs: Pick<BlobStore, 'open'>,
  snapshot: Pick<Snapshot, 'digest'>,
): AsyncIterable<ManifestEntry> {
  for await (const { entry } of manifestLines(blobs, snapshot)) yield entry()
}

/** The same without the annotations, until they are asked for. */
export async function* manifestLines(
  blobs: Pick<BlobStore, 'open'>,
  snapshot: Pick<Snapshot, 'digest'>,
): AsyncIterable<ManifestLine> {
  for await (const line of treeLines(blobs, snapshot.digest)) yield saidIn(line)
}

/** The labels as they were when a snapshot was taken; null for one of an older version, which does not say. */
export async function frozenOntology(
  blobs: Pick<BlobStore, 'open'>,
  snapshot: Pick<Snapshot, 'digest'>,
): Promise<Ontology | null> {
  const tree = await readTree(blobs, snapshot.digest)
  return tree && Ontology.parse(tree.header.ontology)
}

/** What a training may see: never the test split. A snapshot that parts near-duplicates is refused, because its figures would lie. */
export async function trainingInput(
  entries: AsyncIterable<ManifestEntry> | Iterable<ManifestEntry>,
): Promise<Record<Exclude<Split, 'test'>, ManifestEntry[]>> {
  const splitOfGroup = new Map<string, Split>()
  const input: Record<Exclude<Split, 'test'>, ManifestEntry[]> = { train: [], validation: [] }
  for await (const entry of entries) {
    const known = splitOfGroup.get(entry.group) ?? entry.split
    if (known !== entry.split) throw conflict(`Near-duplicates of ${entry.name} are in ${known} and in ${entry.split}`)
    splitOfGroup.set(entry.group, entry.split)
    if (entry.split !== 'test') input[entry.split].push(entry)
  }
  return input
}
