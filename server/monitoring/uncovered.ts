import { UNSUBMITTED_ASSET_STATUSES } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { dot } from '../ml/embedding/unit-vectors.ts'
import { featuresOf, TODAY } from '../store/features.ts'
import type { UncoveredLabel } from '../store/monitoring-rows.ts'
import type { Store } from '../store/store.ts'

/** Images of either side at most, drawn by lot: every pair is compared. */
const MOST_IMAGES = 1000
/** Of fewer learned images it is not known how far apart they lie. */
const LEAST_LEARNED = 20
/** So many learned images lie farther from any other than what still counts as alike. */
const LONELY = 0.05
const MISTAKES = ['miss', 'confusion', 'misplaced'] as const

type UncoveredStore = Pick<Store, 'assets' | 'assetEmbeddings' | 'assetStatistics' | 'cases'>
type Vectors = ReadonlyMap<AssetId, Float32Array>

/**
 * Label by label: on how many test images a model goes wrong about it, and how many of those look like no image that waits to be labelled, so that
 * labelling what is there would not help. Alike is what lies as near as nearly every learned image lies to another one. Both count the images that
 * were compared: those with vectors, and of very many some drawn by lot. Empty where nothing has vectors, or too little was looked at.
 */
export async function findUncovered(
  store: UncoveredStore,
  { projectId, version }: { projectId: ProjectId; version: number },
): Promise<UncoveredLabel[]> {
  const mistakes = await store.cases
    .find({ projectId, version, split: 'test', kind: { $in: [...MISTAKES] } }, { projection: { assetId: 1, label: 1 } })
    .toArray()
  const wrong = new Map<string, Set<AssetId>>()
  for (const { assetId, label } of mistakes) if (label !== null) wrong.set(label, (wrong.get(label) ?? new Set()).add(assetId))
  if (wrong.size === 0) return []
  const [mistaken, learned, waiting] = await Promise.all([
    vectorsOf(store, { projectId, _id: { $in: [...new Set([...wrong.values()].flatMap((images) => [...images]))] } }),
    vectorsOf(store, { projectId, status: 'approved', split: 'train' }),
    vectorsOf(store, { projectId, status: { $in: [...UNSUBMITTED_ASSET_STATUSES] } }),
  ])
  if (mistaken.size === 0 || learned.size < LEAST_LEARNED) return []
  const apart = [...learned].map(([id, vector]) => nearest(vector, learned, id)).sort((a, b) => a - b)
  const line = apart[Math.floor(LONELY * apart.length)] as number
  const isAlone = new Map([...mistaken].map(([id, vector]) => [id, nearest(vector, waiting) < line]))
  return [...wrong].flatMap(([label, images]) => {
    const compared = [...images].filter((id) => isAlone.has(id))
    if (compared.length === 0) return []
    return [{ label, mistaken: compared.length, alone: compared.filter((id) => isAlone.get(id)).length }]
  })
}

function nearest(vector: Float32Array, among: Vectors, except?: AssetId): number {
  let most = Number.NEGATIVE_INFINITY
  for (const [id, other] of among) if (id !== except) most = Math.max(most, dot(vector, 0, other, 0, vector.length))
  return most
}

async function vectorsOf(
  store: UncoveredStore,
  filter: Parameters<UncoveredStore['assets']['find']>[0] & object,
): Promise<Vectors> {
  const rows = await store.assets
    .find<{ _id: AssetId }>(filter, { projection: { _id: 1 } })
    .sort({ lottery: 1 })
    .limit(MOST_IMAGES)
    .toArray()
  const found = await featuresOf(
    store,
    rows.map(({ _id }) => _id),
    { vector: TODAY.vector },
  )
  return new Map([...found].flatMap(([id, { vector }]) => (vector ? [[id, vector] as const] : [])))
}
