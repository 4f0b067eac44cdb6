import { AssetStatus, Split } from '#shared/domain/asset.ts'
import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { SkipJob } from '../jobs/runner.ts'
import { EMBEDDING_SIZE } from '../ml/embedding/image-embedder.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { packed, unpacked } from '../store/vectors.ts'
import { loadVectors, readableOf } from './embedding-records.ts'

const SEED = 1
const FRESH_SHARE = 0.8
/** The map's width in steps: finer than any screen, and short to write. */
const STEPS = 10_000

/** Draws the map of a project from the vectors there are, and keeps it in place of the one before. */
export async function drawMap(
  deps: {
    readonly store: Pick<Store, 'assetEmbeddings' | 'embeddingMaps'>
    /** vectors [n x EMBEDDING_SIZE] -> places [n x 2], 0 to 1. */
    readonly layOut: (vectors: Float32Array, seed: number) => Promise<Float32Array>
  },
  projectId: ProjectId,
): Promise<{ images: number }> {
  const { assetIds, vectors } = await loadVectors(deps.store, projectId, EMBEDDING_SIZE)
  if (assetIds.length === 0) throw new SkipJob('No image has been looked at yet: there is nothing to draw')
  const places = await deps.layOut(vectors, SEED)
  const row = { drawnAt: Date.now(), assetIds, places: packed(places) }
  await deps.store.embeddingMaps.replaceOne({ _id: projectId }, row, { upsert: true })
  return { images: assetIds.length }
}

/** Whether the map of a project is of use still: a fifth more images since then, and it is not. */
export async function isMapFresh(
  store: Pick<Store, 'assetEmbeddings' | 'embeddingMaps'>,
  projectId: ProjectId,
): Promise<boolean> {
  const drawn = await store.embeddingMaps.findOne({ _id: projectId }, { projection: { assetIds: 1 } })
  const embedded = await store.assetEmbeddings.countDocuments(readableOf(projectId))
  return drawn !== null && drawn.assetIds.length >= embedded * FRESH_SHARE
}

type Shown = Pick<AssetRow, '_id' | 'name' | 'revision' | 'status' | 'split' | 'uncertainty' | 'counts'>

/** The map of a project with what its images are like now; null until one was drawn. Images deleted since are not on it. */
export async function viewMap(
  store: Pick<Store, 'assets' | 'embeddingMaps'>,
  projectId: ProjectId,
): Promise<EmbeddingMap | null> {
  const drawn = await store.embeddingMaps.findOne({ _id: projectId })
  if (!drawn) return null
  const places = unpacked(drawn.places)
  const placeOf = new Map(drawn.assetIds.map((id, place) => [id, place]))
  const map: EmbeddingMap = {
    drawnAt: drawn.drawnAt,
    assetIds: [],
    names: [],
    revisions: [],
    x: [],
    y: [],
    status: [],
    split: [],
    statuses: [...AssetStatus.options],
    splits: [...Split.options],
    label: [],
    labels: [],
    uncertainty: [],
  }
  const fields = { name: 1, revision: 1, status: 1, split: 1, uncertainty: 1, 'counts.approved': 1 } as const
  for await (const asset of store.assets.find<Shown>({ projectId }, { projection: fields })) {
    const place = placeOf.get(asset._id)
    if (place === undefined) continue
    map.assetIds.push(asset._id)
    map.names.push(asset.name)
    map.revisions.push(asset.revision)
    map.x.push(rounded(places[2 * place] ?? 0))
    map.y.push(rounded(places[2 * place + 1] ?? 0))
    map.status.push(map.statuses.indexOf(asset.status))
    map.split.push(map.splits.indexOf(asset.split))
    map.uncertainty.push(rounded(asset.uncertainty))
    map.label.push(labelPlace(map.labels, asset))
  }
  return map
}

const rounded = (value: number): number => Math.round(value * STEPS) / STEPS

function labelPlace(labels: string[], { counts }: Pick<Shown, 'counts'>): number {
  const [most] = Object.entries(counts.approved).sort(([, a], [, b]) => b - a)
  if (!most || most[1] === 0) return -1
  const known = labels.indexOf(most[0])
  return known >= 0 ? known : labels.push(most[0]) - 1
}
