import { createInterface } from 'node:readline'
import type { Split } from '#shared/domain/asset.ts'
import type { ProjectId, SnapshotId } from '#shared/domain/ids.ts'
import { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { bounds } from '#shared/shapes/index.ts'
import { derivedId } from '../derived-id.ts'
import { conflict } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import { fromStored, toStored } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import { isDuplicateKey, type Store } from '../store/store.ts'
import { believedEntries } from './believed-entries.ts'
import { approvedEntries, manifestLine } from './manifest-entries.ts'

const MOST_ATTEMPTS = 20

export interface SnapshotDeps {
  readonly store: Pick<Store, 'projects' | 'assets' | 'annotations' | 'snapshots' | 'supervisions' | 'labelVotes'>
  readonly blobs: BlobStore
}

/**
 * Freezes the approved labels of a project: its approved assets with their approved annotations, as a manifest named by its hash.
 * The same content gives the same snapshot. A conflict where nothing is approved.
 */
export async function takeSnapshot({ store, blobs }: SnapshotDeps, projectId: ProjectId): Promise<Snapshot> {
  const project = await loadProject(store, projectId)
  const { ontology } = project
  const tally = createTally()
  const { hash: digest } = await blobs.put({ stream: countedLines(approvedEntries(store, projectId), tally) })
  if (tally.isEmpty()) throw conflict('No asset is approved yet: there is nothing to freeze')
  const believed = await putBelieved({ store, blobs }, project)
  const id = derivedId<SnapshotId>('snp', projectId, digest, ...(believed ? [believed.digest] : []))
  const frozen = { id, projectId, digest, ontologyVersion: ontology.version, ...tally.counts() }
  const content = believed ? { ...frozen, believed } : frozen
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await store.snapshots.findOne({ _id: id })
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

/** What labeling functions make of images that nobody has decided on, where trainings may learn from it; null where there is none. */
async function putBelieved({ store, blobs }: SnapshotDeps, project: Project): Promise<NonNullable<Snapshot['believed']> | null> {
  let images = 0
  async function* lines(): AsyncIterable<string> {
    for await (const entry of believedEntries(store, project)) {
      images++
      yield `${JSON.stringify(entry)}\n`
    }
  }
  // An empty blob would be written for every project that has none.
  for await (const _ of believedEntries(store, project)) {
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
  const lines = createInterface({ input: blobs.open(snapshot.digest), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) if (line !== '') yield ManifestEntry.parse(JSON.parse(line))
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

async function* countedLines(
  entries: AsyncIterable<ManifestEntry>,
  tally: ReturnType<typeof createTally>,
): AsyncIterable<string> {
  for await (const entry of entries) {
    tally.add(entry)
    yield manifestLine(entry)
  }
}

function createTally() {
  const assets: Record<Split, number> = { train: 0, validation: 0, test: 0 }
  const labels = new Map<string, Snapshot['labels'][number]>()
  const sides = createMedian()
  let annotations = 0
  return {
    add(entry: ManifestEntry): void {
      for (const { shape } of entry.annotations) {
        const around = bounds(shape)
        if (around) sides.add(Math.sqrt((around.width * around.height) / (entry.width * entry.height)))
      }
      assets[entry.split]++
      annotations += entry.annotations.length
      for (const { label } of entry.annotations) {
        const counts = labels.get(label) ?? { label, train: 0, validation: 0, test: 0 }
        counts[entry.split]++
        labels.set(label, counts)
      }
    },
    isEmpty: () => assets.train + assets.validation + assets.test === 0,
    counts: () => ({
      assets,
      labels: [...labels.values()].sort((a, b) => (a.label < b.label ? -1 : 1)),
      annotations,
      relativeSize: sides.median(),
    }),
  }
}

/** Shares that are told apart: a hundredth of an image's side is near enough. */
const BINS = 100

// Of millions of objects only how many there are of each size is kept.
function createMedian() {
  const bins = new Array<number>(BINS + 1).fill(0)
  let count = 0
  return {
    add(share: number): void {
      const bin = Math.min(BINS, Math.floor(share * BINS))
      bins[bin] = (bins[bin] ?? 0) + 1
      count++
    },
    median(): number | null {
      if (count === 0) return null
      let bin = 0
      for (let below = bins[0] ?? 0; 2 * below < count; below += bins[bin] ?? 0) bin++
      return Math.min(1, (bin + 1 / 2) / BINS)
    },
  }
}
