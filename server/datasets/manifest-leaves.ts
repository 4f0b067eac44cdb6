import { createHash } from 'node:crypto'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ManifestSummary } from '#shared/domain/manifest.ts'
import { endsPart, type TreePart } from '../store/blob-tree.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { ManifestLeafRow } from '../store/collections.ts'
import type { OneTime } from '../store/one-time.ts'
import type { Store } from '../store/store.ts'
import { type FrozenAsset, frozenAssets } from './frozen-assets.ts'
import { type FrozenEntry, frozenEntries, manifestLine } from './manifest-entries.ts'
import { summaryOf } from './manifest-summary.ts'

/** Assets per leaf on average, and at most: what a change of one asset costs the next snapshot. */
const ASSETS_PER_LEAF = 16
const MOST_ASSETS = 64
/** Leaves that are being made durable while the next ones are read. */
const WRITTEN_AT_ONCE = 8
/** Part of every key: changes with what a leaf or its summary says. */
const LEAF_FORMAT = 1

interface LeafDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'operations' | 'manifestLeaves'>
  readonly blobs: BlobStore
}
type Leaf = TreePart<ManifestSummary>

/** The leaves of a project's manifest as it was `at` one time. Annotations are read only of leaves in which an asset has changed. */
export async function* manifestLeaves(deps: LeafDeps, projectId: ProjectId, at: OneTime): AsyncGenerator<Leaf> {
  const { store, blobs } = deps
  const known = new Map<string, ManifestLeafRow>()
  for await (const row of store.manifestLeaves.find({ projectId })) known.set(row._id, row)
  const unused = new Set(known.keys())
  const waiting: Promise<Leaf>[] = []
  for await (const assets of assetsByLeaf(frozenAssets(store, projectId, at))) {
    const key = keyOf(projectId, assets)
    const before = known.get(key)
    unused.delete(key)
    const isThere = before !== undefined && (await blobs.keep(before.part))
    const leaf = isThere
      ? Promise.resolve(leafOf(before))
      : keep(deps, { _id: key, projectId }, await frozenEntries(store, assets, at))
    // Whoever takes it in turn hears of a failure.
    leaf.catch(() => undefined)
    waiting.push(leaf)
    if (waiting.length === WRITTEN_AT_ONCE) yield (await waiting.shift()) as Leaf
  }
  for (const leaf of waiting) yield await leaf
  if (unused.size > 0) await store.manifestLeaves.deleteMany({ _id: { $in: [...unused] } })
}

const leafOf = ({ part, summary }: ManifestLeafRow): Leaf => ({ part, height: 0, summary })

async function keep(
  { store, blobs }: LeafDeps,
  place: Pick<ManifestLeafRow, '_id' | 'projectId'>,
  entries: readonly FrozenEntry[],
): Promise<Leaf> {
  const { hash: part } = await blobs.put({ bytes: Buffer.from(entries.map(({ entry }) => manifestLine(entry)).join('')) })
  const row = { ...place, part, summary: summaryOf(entries) }
  await store.manifestLeaves.replaceOne({ _id: row._id }, row, { upsert: true })
  return leafOf(row)
}

async function* assetsByLeaf(assets: AsyncIterable<FrozenAsset>): AsyncGenerator<FrozenAsset[]> {
  let leaf: FrozenAsset[] = []
  for await (const asset of assets) {
    leaf.push(asset)
    if (!endsPart(asset._id, ASSETS_PER_LEAF) && leaf.length < MOST_ASSETS) continue
    yield leaf
    leaf = []
  }
  if (leaf.length > 0) yield leaf
}

// An asset at the same commit has the same annotations: its log is gapless.
function keyOf(projectId: ProjectId, assets: readonly FrozenAsset[]): string {
  const said = assets.map(({ _id, sequence, hash, name, width, height, split, group, video, meta }) => [
    ...[_id, sequence, hash, name, width, height, split, group],
    ...(video ? [JSON.stringify(video)] : []),
    ...(meta ? ['meta', meta] : []),
  ])
  const digest = createHash('sha256')
    .update(JSON.stringify([LEAF_FORMAT, said]))
    .digest('hex')
  return `${projectId}:${digest}`
}
