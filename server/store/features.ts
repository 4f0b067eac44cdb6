import type { AssetId } from '#shared/domain/ids.ts'
import { EMBEDDER_ID } from '../ml/embedding/image-embedder.ts'
import type { AssetStatisticsRow } from './monitoring-rows.ts'
import type { Store } from './store.ts'
import { unpacked } from './vectors.ts'

type FeatureStore = Pick<Store, 'assetStatistics' | 'assetEmbeddings'>

/** Features by what makes them: the method of the statistics, the embedder of the vector. What is left out is not read. */
export interface FeatureVersions {
  readonly statistics?: string
  readonly vector?: string
}

/** What is kept of an image as features of the asked versions; null where it has none of that version, or could not be read. */
export interface Features {
  readonly statistics: AssetStatisticsRow['numbers']
  readonly vector: Float32Array | null
  /** When each was made, in milliseconds since 1970; null where there is none, and for rows of an older version of the product. */
  readonly madeAt: { readonly statistics: number | null; readonly vector: number | null }
}

/** What makes features today: rows of another making are made anew. */
export const TODAY = { statistics: 'thumbnail-224', vector: EMBEDDER_ID } as const satisfies FeatureVersions

const NONE: Features = { statistics: null, vector: null, madeAt: { statistics: null, vector: null } }

/**
 * The one reading of the feature store: whoever trains, queues, draws or watches gets the same values, of the version it names and of no other. Every
 * asset that is asked for has its features in the answer.
 */
export async function featuresOf(
  store: FeatureStore,
  assetIds: readonly AssetId[],
  { statistics: method, vector: embedder }: FeatureVersions,
): Promise<Map<AssetId, Features>> {
  const among = { _id: { $in: [...assetIds] } }
  const [measured, embedded] = await Promise.all([
    method === undefined ? [] : store.assetStatistics.find({ ...among, method }).toArray(),
    embedder === undefined ? [] : store.assetEmbeddings.find({ ...among, embedder }).toArray(),
  ])
  const found = new Map<AssetId, Features>(assetIds.map((id) => [id, NONE]))
  for (const { _id, numbers, madeAt = null } of measured)
    found.set(_id, { ...NONE, statistics: numbers, madeAt: { ...NONE.madeAt, statistics: madeAt } })
  for (const { _id, vector, madeAt = null } of embedded) {
    const known = found.get(_id) ?? NONE
    found.set(_id, { ...known, vector: vector && unpacked(vector), madeAt: { ...known.madeAt, vector: madeAt } })
  }
  return found
}
