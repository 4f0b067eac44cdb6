import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { EMBEDDER_ID } from '../ml/embedding/image-embedder.ts'
import type { AssetEmbeddingRow, AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { unpacked } from '../store/vectors.ts'
import type { Look } from './compare-looks.ts'

type LookStore = Pick<Store, 'assets' | 'assetEmbeddings'>
type Placed = Pick<AssetRow, '_id' | 'order' | 'video'>

/** Images that others are held against at most, 50 MB of vectors; their ids are hashes, so that the first ones are as good as drawn by lot. */
const MOST_HELD_AGAINST = 100_000
const ROWS_AT_A_TIME = 1000

/** The vectors of a project's images, of a large one of a part that stands for all. */
export async function someLooks(store: LookStore, projectId: ProjectId): Promise<Look[]> {
  const looks: Look[] = []
  let rows: AssetEmbeddingRow[] = []
  const asked = { projectId, embedder: EMBEDDER_ID, unreadable: null }
  for await (const row of store.assetEmbeddings.find(asked).limit(MOST_HELD_AGAINST)) {
    rows.push(row)
    if (rows.length < ROWS_AT_A_TIME) continue
    looks.push(...(await placed(store, rows)))
    rows = []
  }
  return [...looks, ...(await placed(store, rows))]
}

/** The vectors of these images, and of which it is known that they have none: those of others are still to be made. */
export async function looksOf(
  store: Pick<Store, 'assetEmbeddings'>,
  assets: readonly Placed[],
): Promise<ReadonlyMap<AssetId, Look | null>> {
  const ids = assets.map(({ _id }) => _id)
  const rows = await store.assetEmbeddings.find({ _id: { $in: ids }, embedder: EMBEDDER_ID }).toArray()
  const vectorOf = new Map(rows.map(({ _id, vector }) => [_id, vector]))
  return new Map(
    assets.flatMap((asset) => {
      const vector = vectorOf.get(asset._id)
      return vector === undefined ? [] : [[asset._id, vector && lookOf(asset, unpacked(vector))]]
    }),
  )
}

async function placed(store: LookStore, rows: readonly AssetEmbeddingRow[]): Promise<Look[]> {
  const ids = rows.map(({ _id }) => _id)
  const assets = await store.assets.find({ _id: { $in: ids } }, { projection: { order: 1, video: 1 } }).toArray()
  const assetOf = new Map(assets.map((asset) => [asset._id, asset]))
  return rows.flatMap(({ _id, vector }) => {
    const asset = assetOf.get(_id)
    return asset && vector ? [lookOf(asset, unpacked(vector))] : []
  })
}

const lookOf = ({ _id, order, video }: Placed, vector: Float32Array): Look => ({
  id: _id,
  order,
  vector,
  video: video?.id ?? null,
})
