import type { SimilarAsset } from '#shared/domain/embedding.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { EMBEDDER_ID } from '../ml/embedding/image-embedder.ts'
import type { AssetEmbeddingRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { unpacked } from '../store/vectors.ts'
import { readableOf } from './embedding-records.ts'
import { createVectorTable, type VectorTable } from './vector-table.ts'

/** Projects whose vectors are kept in memory at a time: 100,000 images take 51 MB. */
const MOST_TABLES = 4

/** What resembles what, searched exactly: the vectors of a project are read once and follow the database from then on. */
export function createSimilarity({ store }: { store: Pick<Store, 'assetEmbeddings' | 'watch'> }) {
  const tables = new Map<ProjectId, { table: VectorTable; loaded: Promise<void> }>()
  const changes = store.watch('assetEmbeddings', ({ id, row }) => {
    if (row) tables.get(row.projectId) && take(tables.get(row.projectId)?.table, row)
    else for (const { table } of tables.values()) table.remove(id as AssetId)
  })

  function tableOf(projectId: ProjectId): { table: VectorTable; loaded: Promise<void> } {
    const known = tables.get(projectId)
    const entry = known ?? load(projectId)
    tables.delete(projectId)
    tables.set(projectId, entry)
    for (const oldest of [...tables.keys()].slice(0, -MOST_TABLES)) tables.delete(oldest)
    return entry
  }

  function load(projectId: ProjectId) {
    const table = createVectorTable()
    const loaded = read(projectId, table).catch((error: unknown) => {
      tables.delete(projectId)
      throw error
    })
    return { table, loaded }
  }

  async function read(projectId: ProjectId, table: VectorTable): Promise<void> {
    await changes.ready
    // What changed meanwhile was heard already, and is newer.
    for await (const row of store.assetEmbeddings.find(readableOf(projectId))) if (!table.has(row._id)) take(table, row)
  }

  return {
    /** The images most like an asset, best first; null where the asset has no vector (yet). */
    async like(projectId: ProjectId, assetId: AssetId, count: number): Promise<SimilarAsset[] | null> {
      const { table, loaded } = tableOf(projectId)
      await loaded
      const vector = table.vectorOf(assetId)
      return vector && table.alike(vector, count, assetId)
    },
    /** The images most like a vector that is nobody's. */
    async near(projectId: ProjectId, vector: Float32Array, count: number): Promise<SimilarAsset[]> {
      const { table, loaded } = tableOf(projectId)
      await loaded
      return table.alike(vector, count, null)
    },
    close: () => changes.end(),
  }
}
export type Similarity = ReturnType<typeof createSimilarity>

function take(table: VectorTable | undefined, { _id, embedder, vector }: AssetEmbeddingRow): void {
  if (embedder === EMBEDDER_ID && vector) table?.set(_id, unpacked(vector))
}
