import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { QUALITY_RULES } from '#shared/domain/quality-rule.ts'
import { differingBits, keysAround, nearKeys } from '../look-alike-keys.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type Hashed = Pick<AssetRow, '_id' | 'order' | 'perceptualHash' | 'video'>
/** An earlier image that one resembles, and how near it is. */
export interface Resembled {
  readonly other: AssetId
  readonly value: number
}

const MOST_BITS = QUALITY_RULES.repeat.range[1]
const FIELDS = { order: 1, perceptualHash: 1, video: 1, near: 1 } as const

/**
 * The earlier image of the project that each of these resembles most, by perceptual hash: in at most five bits of 64. Only possible look-alikes are
 * read, by index. Frames of one video resemble each other by nature, and are no repeats.
 */
export async function findRepeats(
  store: Pick<Store, 'assets'>,
  projectId: ProjectId,
  images: readonly Hashed[],
): Promise<ReadonlyMap<AssetId, Resembled>> {
  const keys = [...new Set(images.flatMap(({ perceptualHash }) => keysAround(perceptualHash)))]
  if (keys.length === 0) return new Map()
  const rows = await store.assets.find({ projectId, near: { $in: keys } }, { projection: FIELDS }).toArray()
  const candidates = byKey([...new Map([...rows, ...images].map((row) => [row._id, row])).values()])
  const found = new Map<AssetId, Resembled>()
  for (const image of images) {
    const nearest = nearestEarlier(image, candidates)
    if (nearest) found.set(image._id, nearest)
  }
  return found
}

function byKey(rows: readonly Hashed[]): ReadonlyMap<number, Hashed[]> {
  const found = new Map<number, Hashed[]>()
  for (const row of rows) for (const key of nearKeys(row.perceptualHash)) found.set(key, [...(found.get(key) ?? []), row])
  return found
}

function nearestEarlier(image: Hashed, candidates: ReadonlyMap<number, Hashed[]>): Resembled | null {
  let nearest: Resembled | null = null
  const seen = new Set<AssetId>()
  for (const key of keysAround(image.perceptualHash))
    for (const other of candidates.get(key) ?? []) {
      if (other.order >= image.order || seen.has(other._id)) continue
      seen.add(other._id)
      if (image.video && other.video?.id === image.video.id) continue
      const value = differingBits(image.perceptualHash, other.perceptualHash)
      if (value <= MOST_BITS && (nearest === null || value < nearest.value)) nearest = { other: other._id, value }
    }
  return nearest
}
