import { Split } from '#shared/domain/asset.ts'
import type { ManifestAnnotation, ManifestEntry } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { AssetDifference, VersionDifference, VersionShape } from '#shared/domain/version.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { BlobStore } from '../../store/blobs.ts'
import { type ChangedAsset, changedAssets, saying } from './changed-assets.ts'

/** Shapes drawn per picture: more are a blot. */
const MOST_SHAPES = 200

/** What changed between two versions, and a page of the assets in which it did. */
export async function compareVersions(
  blobs: Pick<BlobStore, 'open'>,
  before: Snapshot,
  after: Snapshot,
  { skip, limit }: { skip: number; limit: number },
): Promise<{ difference: VersionDifference; assets: AssetDifference[]; total: number }> {
  const difference = { ...figuresOf(before, after), ...nothing() }
  const assets: AssetDifference[] = []
  let total = 0
  for await (const changed of changedAssets(blobs, before.digest, after.digest)) {
    const one = differenceOf(changed)
    if (!one) continue
    count(difference, one)
    if (one.splits.before === 'test' || one.splits.after === 'test') difference.testTouched++
    if (total >= skip && assets.length < limit) assets.push(one)
    total++
  }
  return { difference, assets, total }
}

function differenceOf({ before, after }: ChangedAsset): AssetDifference | null {
  const entry = after ?? before
  if (!entry) return null
  const own = new Map((before?.annotations ?? []).map((annotation) => [annotation.id, annotation]))
  const other = new Map((after?.annotations ?? []).map((annotation) => [annotation.id, annotation]))
  const earlier = [...own.values()].map((one) => shapeOf(entry, one, changeOf(one, other.get(one.id), 'removed')))
  const later = [...other.values()].map((one) => shapeOf(entry, one, changeOf(one, own.get(one.id), 'added')))
  const those = (shapes: readonly VersionShape[], change: VersionShape['change']) =>
    shapes.filter((shape) => shape.change === change).length
  const { assetId, name, width, height } = entry
  return {
    ...{ assetId, name, width, height },
    change: !before ? 'added' : !after ? 'removed' : 'changed',
    splits: { before: before?.split ?? null, after: after?.split ?? null },
    added: those(later, 'added'),
    removed: those(earlier, 'removed'),
    changed: those(later, 'changed'),
    before: earlier.slice(0, MOST_SHAPES),
    after: later.slice(0, MOST_SHAPES),
  }
}

function changeOf(
  one: ManifestAnnotation,
  other: ManifestAnnotation | undefined,
  alone: 'added' | 'removed',
): VersionShape['change'] {
  if (!other) return alone
  return saying(one) === saying(other) ? 'same' : 'changed'
}

function shapeOf(
  { width, height }: ManifestEntry,
  { label, shape }: ManifestAnnotation,
  change: VersionShape['change'],
): VersionShape {
  const around = bounds(shape)
  const box = around && [around.x / width, around.y / height, around.width / width, around.height / height]
  return { label, box: box as VersionShape['box'], change }
}

function count({ assets, annotations }: VersionDifference, one: AssetDifference): void {
  assets[one.change]++
  const { before, after } = one.splits
  if (before && after && before !== after) assets.moved++
  for (const what of ['added', 'removed', 'changed'] as const) annotations[what] += one[what]
}

const nothing = () => ({
  assets: { added: 0, removed: 0, changed: 0, moved: 0 },
  annotations: { added: 0, removed: 0, changed: 0 },
  testTouched: 0,
})

function figuresOf(before: Snapshot, after: Snapshot): Pick<VersionDifference, 'labels' | 'splits'> {
  const total = (snapshot: Snapshot, name: string): number => {
    const found = snapshot.labels.find(({ label }) => label === name)
    return found ? Split.options.reduce((sum, split) => sum + found[split], 0) : 0
  }
  const names = [...new Set([...before.labels, ...after.labels].map(({ label }) => label))].sort()
  return {
    labels: names.map((label) => ({ label, before: total(before, label), after: total(after, label) })),
    splits: { before: before.assets, after: after.assets },
  }
}
