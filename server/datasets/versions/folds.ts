import { createHash } from 'node:crypto'
import { setImmediate as breath } from 'node:timers/promises'
import type { Split } from '#shared/domain/asset.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Folds } from '#shared/domain/version.ts'

const FAMILIES_BETWEEN_BREATHS = 500

/** What of an entry decides on its fold. */
export type LabelledEntry = Pick<ManifestEntry, 'assetId' | 'name' | 'split' | 'group' | 'video'> & {
  readonly annotations: readonly Pick<ManifestEntry['annotations'][number], 'label'>[]
}

/** Near-duplicates, or the frames of one video: in one fold. */
interface Family {
  readonly id: string
  readonly assets: AssetId[]
  readonly labels: Map<string, number>
}

/**
 * Parts the images that are not for testing into folds of alike labels, families together: as StratifiedGroupKFold of scikit-learn does it, families
 * with the most uneven labels first, each into the fold that this leaves the most even, then the smallest. The same version, number and seed give the
 * same folds. The test split is in none.
 */
export async function foldsOf(
  entries: AsyncIterable<LabelledEntry> | Iterable<LabelledEntry>,
  { folds, seed }: Folds,
): Promise<Map<AssetId, number>> {
  const families = await familiesOf(entries)
  const totals = new Map<string, number>()
  for (const { labels } of families) for (const [label, count] of labels) totals.set(label, (totals.get(label) ?? 0) + count)
  const filled = Array.from({ length: folds }, () => ({ labels: new Map<string, number>(), assets: 0 }))
  const lottery = new Map(families.map(({ id }) => [id, drawn(seed, id)]))
  const uneven = new Map(families.map((family) => [family.id, unevenness(family, totals)]))
  const ordered = families.sort(
    (a, b) => (uneven.get(b.id) ?? 0) - (uneven.get(a.id) ?? 0) || compare(lottery.get(a.id) ?? '', lottery.get(b.id) ?? ''),
  )
  const foldOf = new Map<AssetId, number>()
  for (const [place, family] of ordered.entries()) {
    // Others are answered meanwhile.
    if (place % FAMILIES_BETWEEN_BREATHS === 0) await breath()
    const costs = filled.map((_, fold) => ({
      fold,
      spread: spreadWith(filled, fold, family, totals),
      assets: filled[fold]?.assets ?? 0,
    }))
    const [best] = costs.sort((a, b) => a.spread - b.spread || a.assets - b.assets || a.fold - b.fold)
    const chosen = filled[best?.fold ?? 0]
    if (!chosen) continue
    chosen.assets += family.assets.length
    for (const [label, count] of family.labels) chosen.labels.set(label, (chosen.labels.get(label) ?? 0) + count)
    for (const assetId of family.assets) foldOf.set(assetId, best?.fold ?? 0)
  }
  return foldOf
}

/** The split of an asset as one of the folds sees it: that fold validates, the others are learned from, the test split stays what it is. */
export function splitInFold(
  { assetId, split }: Pick<ManifestEntry, 'assetId' | 'split'>,
  foldOf: ReadonlyMap<AssetId, number>,
  fold: number,
): Split {
  if (split === 'test') return split
  return foldOf.get(assetId) === fold ? 'validation' : 'train'
}

async function familiesOf(entries: AsyncIterable<LabelledEntry> | Iterable<LabelledEntry>): Promise<Family[]> {
  const families = new Map<string, Family>()
  for await (const { assetId, split, group, video, annotations } of entries) {
    if (split === 'test') continue
    const id = video ? `video ${video.id}` : `group ${group}`
    const family = families.get(id) ?? { id, assets: [], labels: new Map<string, number>() }
    families.set(id, family)
    family.assets.push(assetId)
    // An image without objects is one of a kind too: folds get alike shares of them.
    const labels = annotations.length > 0 ? annotations.map(({ label }) => label) : [NOTHING]
    for (const label of labels) family.labels.set(label, (family.labels.get(label) ?? 0) + 1)
  }
  return [...families.values()]
}

/** No label has an empty name. */
const NOTHING = ''

function unevenness({ labels }: Family, totals: ReadonlyMap<string, number>): number {
  return deviation([...totals.keys()].map((label) => labels.get(label) ?? 0))
}

function spreadWith(
  filled: readonly { labels: ReadonlyMap<string, number> }[],
  fold: number,
  family: Family,
  totals: ReadonlyMap<string, number>,
): number {
  let spread = 0
  for (const [label, total] of totals) {
    const shares = filled.map(({ labels }, index) => {
      const own = index === fold ? (family.labels.get(label) ?? 0) : 0
      return ((labels.get(label) ?? 0) + own) / total
    })
    spread += deviation(shares)
  }
  return spread / Math.max(1, totals.size)
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length))
}

const drawn = (seed: number, id: string): string => createHash('sha256').update(`${seed}\0${id}`).digest('hex')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
