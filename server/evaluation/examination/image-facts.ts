import sharp from 'sharp'
import type { Origin } from '#shared/domain/annotation.ts'
import type { AssetId, UserId } from '#shared/domain/ids.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { Store } from '../../store/store.ts'

/** What is known of an image besides its labels. */
export interface ImageFacts {
  /** Its video, or the folder it was imported from; null at the top of an import. */
  readonly source: string | null
  /** Mean of its thumbnail's grey values, 0 to 1; null where it cannot be read. */
  readonly brightness: number | null
  /** Who labelled most of it: a person's name, a model's version, or the import. */
  readonly annotator: string | null
  /** When it came in, milliseconds since 1970. */
  readonly at: number
}

interface FactDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'users'>
  readonly blobs: BlobStore
}

const BRIGHTEST = 255
const AT_A_TIME = 200

/** Reads what is known of images, in their order. */
export async function imageFacts(deps: FactDeps, assetIds: readonly AssetId[]): Promise<ImageFacts[]> {
  const facts: ImageFacts[] = []
  for (let at = 0; at < assetIds.length; at += AT_A_TIME) facts.push(...(await factsOf(deps, assetIds.slice(at, at + AT_A_TIME))))
  return facts
}

async function factsOf({ store, blobs }: FactDeps, ids: readonly AssetId[]): Promise<ImageFacts[]> {
  const rows = await store.assets
    .find({ _id: { $in: [...ids] } }, { projection: { name: 1, thumbnail: 1, video: 1, createdAt: 1 } })
    .toArray()
  const assets = new Map(rows.map((row) => [row._id, row]))
  const annotators = await annotatorsOf(store, ids)
  return Promise.all(
    ids.map(async (id) => {
      const asset = assets.get(id)
      return {
        source: asset ? (asset.video?.name ?? folderOf(asset.name)) : null,
        brightness: asset ? await brightnessOf(blobs, asset.thumbnail) : null,
        annotator: annotators.get(id) ?? null,
        at: asset?.createdAt ?? 0,
      }
    }),
  )
}

async function brightnessOf(blobs: BlobStore, thumbnail: string): Promise<number | null> {
  try {
    const { channels } = await sharp(await blobs.onDisk(thumbnail))
      .greyscale()
      .stats()
    return (channels[0]?.mean ?? 0) / BRIGHTEST
  } catch {
    // An image whose thumbnail is gone is in no slice by brightness; the figures do not hang on it.
    return null
  }
}

const folderOf = (name: string): string | null => (name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : null)

function nameOf(origin: Origin, users: ReadonlyMap<UserId, string>): string {
  if (origin.type === 'person') return users.get(origin.userId) ?? origin.userId
  if (origin.type === 'functions') return 'labeling functions'
  return origin.type === 'model' ? `v${origin.version}` : 'import'
}

async function annotatorsOf(store: FactDeps['store'], ids: readonly AssetId[]): Promise<Map<AssetId, string>> {
  const rows = await store.annotations
    .find({ assetId: { $in: [...ids] } }, { projection: { assetId: 1, origin: 1, status: 1 } })
    .toArray()
  const users = new Map((await store.users.find({}, { projection: { name: 1 } }).toArray()).map(({ _id, name }) => [_id, name]))
  const counts = new Map<AssetId, Map<string, number>>()
  for (const { assetId, origin, status } of rows) {
    if (status !== 'approved') continue
    const name = nameOf(origin, users)
    const own = counts.get(assetId) ?? new Map<string, number>()
    counts.set(assetId, own.set(name, (own.get(name) ?? 0) + 1))
  }
  return new Map(Array.from(counts, ([id, own]) => [id, [...own].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '']))
}
