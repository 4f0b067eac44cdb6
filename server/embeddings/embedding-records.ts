import type { EmbeddingState } from '#shared/domain/embedding.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { EMBEDDER_ID } from '../ml/embedding/image-embedder.ts'
import type { EmbeddedImage } from '../ml/embedding/vector-messages.ts'
import type { AssetEmbeddingRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { packed, unpacked } from '../store/vectors.ts'

type EmbeddingStore = Pick<Store, 'assets' | 'assetEmbeddings'>

/** Vectors of this project by the embedder of today. */
export const ofProject = (projectId: ProjectId) => ({ projectId, embedder: EMBEDDER_ID })
/** The same, of images that could be read. */
export const readableOf = (projectId: ProjectId) => ({ ...ofProject(projectId), unreadable: null })

/** How many images of a project have no vector by the embedder of today, and were not found unreadable by it. */
export async function countMissing(store: EmbeddingStore, projectId: ProjectId): Promise<number> {
  const [assets, embedded] = await Promise.all([
    store.assets.countDocuments({ projectId }),
    store.assetEmbeddings.countDocuments(ofProject(projectId)),
  ])
  return Math.max(0, assets - embedded)
}

/** How far the images of a project have their vectors; `can` says whether this machine could make some. */
export async function stateOf(store: EmbeddingStore, projectId: ProjectId, can: boolean): Promise<EmbeddingState> {
  const [total, embedded, all] = await Promise.all([
    store.assets.countDocuments({ projectId }),
    store.assetEmbeddings.countDocuments(readableOf(projectId)),
    store.assetEmbeddings.countDocuments(ofProject(projectId)),
  ])
  return { total, embedded, unreadable: all - embedded, available: can || embedded > 0 }
}

/** Keeps what became of images, in the order of the assets. */
export async function keepEmbeddings(
  store: Pick<Store, 'assetEmbeddings'>,
  projectId: ProjectId,
  assetIds: readonly AssetId[],
  images: readonly EmbeddedImage[],
): Promise<void> {
  const replacements = assetIds.flatMap((assetId, place) => {
    const image = images[place]
    return image ? [{ replaceOne: { filter: { _id: assetId }, replacement: rowOf(projectId, image), upsert: true } }] : []
  })
  if (replacements.length > 0) await store.assetEmbeddings.bulkWrite(replacements, { ordered: false })
}

/** All vectors of a project, one behind the other, with whose they are. */
export async function loadVectors(
  store: Pick<Store, 'assetEmbeddings'>,
  projectId: ProjectId,
  size: number,
): Promise<{ assetIds: AssetId[]; vectors: Float32Array }> {
  const assetIds: AssetId[] = []
  const parts: Float32Array[] = []
  for await (const { _id, vector } of store.assetEmbeddings.find(readableOf(projectId))) {
    if (!vector) continue
    assetIds.push(_id)
    parts.push(unpacked(vector))
  }
  const vectors = new Float32Array(assetIds.length * size)
  for (const [place, part] of parts.entries()) vectors.set(part, place * size)
  return { assetIds, vectors }
}

type NewRow =
  | Omit<Extract<AssetEmbeddingRow, { unreadable: null }>, '_id'>
  | Omit<Extract<AssetEmbeddingRow, { vector: null }>, '_id'>

function rowOf(projectId: ProjectId, image: EmbeddedImage): NewRow {
  const made = { projectId, embedder: EMBEDDER_ID, madeAt: Date.now() }
  return 'vector' in image
    ? { ...made, vector: packed(image.vector), unreadable: null }
    : { ...made, vector: null, unreadable: image.unreadable }
}
