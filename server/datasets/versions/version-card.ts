import { Split } from '#shared/domain/asset.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { ManifestSummary } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { VersionCard, VersionLimit } from '#shared/routes/versions.ts'
import { TaskId } from '#shared/tasks/index.ts'
import { readTree } from '../../store/blob-tree.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { Store } from '../../store/store.ts'

/** Fewer examples of a label say little about it (the rule of thumb of the milestone's floor, times four). */
const FEW_EXAMPLES = 20
/** Fewer images in the test split leave a figure's interval wider than most differences. */
const FEW_TEST_IMAGES = 30
const SKEWED = 10
const MOSTLY = 0.5
/** Side of the median object as a share of the image's. */
const SMALL_SIDE = 0.05
const MOST_SIZES = 8

interface CardDeps {
  readonly store: Pick<Store, 'users'>
  readonly blobs: Pick<BlobStore, 'open'>
}

/** What can be said of a version without opening an image; null for one of an older product, which says less. */
export async function versionCard({ store, blobs }: CardDeps, snapshot: Snapshot): Promise<VersionCard | null> {
  const tree = await readTree(blobs, snapshot.digest)
  if (!tree) return null
  const summary = ManifestSummary.parse(tree.header.summary)
  const users = await store.users.find({ _id: { $in: Object.keys(summary.people) as UserId[] } }).toArray()
  const names = new Map<string, string>(users.map(({ _id, name }) => [_id, name]))
  const people = Object.entries(summary.people).map(([id, annotations]) => ({ name: names.get(id) ?? null, annotations }))
  return {
    task: TaskId.parse(tree.header.task),
    shapes: listed(summary.shapes),
    origins: listed(summary.origins),
    people: people.sort((a, b) => b.annotations - a.annotations),
    objects: Object.entries(summary.objects)
      .map(([count, images]) => ({ count: Number(count), images }))
      .sort((a, b) => a.count - b.count),
    sizes: listed(summary.sizes).slice(0, MOST_SIZES),
    otherSizes: Math.max(0, Object.keys(summary.sizes).length - MOST_SIZES),
    limits: limitsOf(snapshot, summary),
  }
}

const sumOf = (counts: Readonly<Record<string, number>>, isMeant: (name: string) => boolean): number =>
  Object.entries(counts).reduce((sum, [name, count]) => sum + (isMeant(name) ? count : 0), 0)

const listed = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))

function limitsOf({ labels, assets, relativeSize }: Snapshot, { annotations, origins, people }: ManifestSummary): VersionLimit[] {
  const limits: VersionLimit[] = []
  const totals = labels.map((one) => ({ label: one.label, total: Split.options.reduce((sum, split) => sum + one[split], 0) }))
  const rare = labels.filter(({ train }) => train < FEW_EXAMPLES).map(({ label }) => label)
  if (rare.length > 0) limits.push({ kind: 'few-examples', labels: rare, figure: FEW_EXAMPLES })
  const untested = labels.filter(({ test }) => test === 0).map(({ label }) => label)
  if (untested.length > 0) limits.push({ kind: 'not-tested', labels: untested, figure: 0 })
  if (assets.test < FEW_TEST_IMAGES) limits.push({ kind: 'small-test', labels: [], figure: assets.test })
  const [least, most] = [Math.min(...totals.map(({ total }) => total)), Math.max(...totals.map(({ total }) => total))]
  if (totals.length > 1 && most > SKEWED * least) limits.push({ kind: 'skewed', labels: [], figure: Math.round(most / least) })
  if (relativeSize !== null && relativeSize < SMALL_SIDE) limits.push({ kind: 'small-objects', labels: [], figure: relativeSize })
  const proposed = sumOf(origins, (name) => /^(model|functions|file )/.test(name)) / Math.max(1, annotations)
  if (proposed > MOSTLY) limits.push({ kind: 'mostly-proposed', labels: [], figure: proposed })
  const unseen = (people[''] ?? 0) / Math.max(1, annotations)
  if (unseen > MOSTLY) limits.push({ kind: 'mostly-imported', labels: [], figure: unseen })
  else if (Object.keys(people).filter(Boolean).length === 1) limits.push({ kind: 'one-person', labels: [], figure: 1 })
  return limits
}
