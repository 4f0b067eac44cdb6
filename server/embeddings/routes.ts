import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import type { Config } from '../config.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import type { ImageToEmbed } from '../ml/embedding/decode-region.ts'
import type { EmbeddedImage } from '../ml/embedding/vector-messages.ts'
import type { BlobStore } from '../store/blobs.ts'
import { featuresOf, TODAY } from '../store/features.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { viewMap } from './embedding-map.ts'
import { stateOf } from './embedding-records.ts'
import type { Similarity } from './similarity.ts'

export interface EmbeddingRouteDeps {
  readonly store: Pick<Store, 'assets' | 'assetEmbeddings' | 'assetStatistics' | 'embeddingMaps' | 'jobs'>
  readonly blobs: Pick<BlobStore, 'onDisk'>
  readonly queue: Pick<Queue, 'add'>
  readonly similarity: Similarity
  /** Whether this machine has what makes vectors. */
  readonly canEmbed: () => boolean
  readonly embed: (images: readonly ImageToEmbed[]) => Promise<readonly EmbeddedImage[]>
}
type Box = readonly number[]

const NO_VECTOR = 'This image has not been looked at yet: try again when the images are compared'

/** Where the pretrained network lies. */
export const pretrainedOf = ({ cacheFolder }: Pick<Config, 'cacheFolder'>): string => join(cacheFolder, 'pretrained')
/** Whether it lies in this folder. */
export const hasPretrained = (folder: string): boolean => existsSync(join(folder, 'centernet.json'))

/** Mounts what images look like: how far they are compared, what resembles what, the map. */
export function mountEmbeddings(mount: Mount, deps: EmbeddingRouteDeps): void {
  const { store, queue, similarity } = deps
  const { embeddings } = routes
  mount(embeddings.state, async ({ params }) => stateOf(store, params.projectId, deps.canEmbed()))
  mount(embeddings.similar, async ({ params: { projectId, assetId }, query: { limit, box } }) => {
    if (box) return { items: await similarity.near(projectId, await vectorOfPart(deps, projectId, assetId, box), limit) }
    const items = await similarity.like(projectId, assetId, limit)
    if (!items) throw conflict(NO_VECTOR)
    return { items }
  })
  mount(embeddings.features, async ({ params: { projectId, assetId } }) => {
    if (!(await store.assets.findOne({ _id: assetId, projectId }, { projection: { _id: 1 } }))) throw notFound(`Asset ${assetId}`)
    const features = (await featuresOf(store, [assetId], TODAY)).get(assetId)
    const { statistics = null, vector = null, madeAt = { statistics: null, vector: null } } = features ?? {}
    return {
      statistics: { value: statistics, madeBy: TODAY.statistics, madeAt: madeAt.statistics },
      vector: { value: vector && [...vector], madeBy: TODAY.vector, madeAt: madeAt.vector },
    }
  })
  mount(embeddings.map, async ({ params: { projectId } }) => {
    const job = await store.jobs.findOne({ unique: mapJob(projectId) })
    return { map: await viewMap(store, projectId), jobId: job?._id ?? null }
  })
  mount(embeddings.drawMap, async ({ params: { projectId } }) => {
    const job = await queue.add({ name: 'map', projectId, payload: {}, unique: mapJob(projectId) })
    return { jobId: job.id }
  })
}

/** At most one of these waits or runs for a project. */
export const mapJob = (projectId: ProjectId): string => `map:${projectId}`

async function vectorOfPart(
  { store, blobs, embed }: EmbeddingRouteDeps,
  projectId: ProjectId,
  assetId: AssetId,
  box: Box,
): Promise<Float32Array> {
  const asset = await store.assets.findOne({ _id: assetId, projectId })
  if (!asset) throw notFound(`Asset ${assetId}`)
  const [x = 0, y = 0, width = 0, height = 0] = box.map(Math.round)
  if (width < 1 || height < 1 || x + width > asset.width || y + height > asset.height)
    throw invalid(`Expected a box on the image of ${asset.width} x ${asset.height}, got ${box.join(',')}`)
  const file = await blobs.onDisk(asset.hash)
  const [part] = await embed([{ file, region: { left: x, top: y, width, height } }])
  if (!part || 'unreadable' in part) throw invalid(`This part of the image cannot be read: ${part?.unreadable ?? 'no answer'}`)
  return part.vector
}
