import type { ProjectId } from '#shared/domain/ids.ts'
import type { Bus } from './bus.ts'
import { type Config, engineChoice } from './config.ts'
import { embedAssets } from './embeddings/embed-assets.ts'
import { drawMap } from './embeddings/embedding-map.ts'
import { loadVectors } from './embeddings/embedding-records.ts'
import { type EmbeddingRouteDeps, hasPretrained, pretrainedOf } from './embeddings/routes.ts'
import { AppError } from './errors.ts'
import { type JobContext, type JobHandlers, SkipJob } from './jobs/runner.ts'
import { EMBEDDING_SIZE } from './ml/embedding/image-embedder.ts'
import type { VectorProcess } from './ml/embedding/vector-process.ts'
import { rankAssets } from './queue/rank-assets.ts'
import type { BlobStore } from './store/blobs.ts'
import type { Store } from './store/store.ts'

const NO_NETWORK =
  'Images cannot be compared: the pretrained network is not on this machine. Run the set-up again with a network connection.'

interface EmbeddingDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly bus: Bus
  readonly config: Config
  readonly vectors: VectorProcess
  /** Apart from the other: ending one job's computation must not end another's. */
  readonly comparing: VectorProcess
}

/** Images to vectors on this machine, and whether it can. */
export function embeddingWith({
  config,
  vectors,
}: Pick<EmbeddingDeps, 'config' | 'vectors'>): Pick<EmbeddingRouteDeps, 'canEmbed' | 'embed'> {
  const pretrainedFolder = pretrainedOf(config)
  return {
    canEmbed: () => hasPretrained(pretrainedFolder),
    async embed(images, signal?: AbortSignal) {
      if (!hasPretrained(pretrainedFolder)) throw new AppError('unavailable', NO_NETWORK)
      const asked = { type: 'embed', images, pretrainedFolder, engine: engineChoice(config) } as const
      return (await vectors.ask<'embed'>(asked, { signal })).images
    },
  }
}

/** What a worker does for the jobs about what images look like. */
export function embeddingHandlers(deps: EmbeddingDeps): Pick<JobHandlers, 'embed' | 'map' | 'rank'> {
  const { store, blobs, bus, comparing } = deps
  const { canEmbed, embed } = embeddingWith(deps)
  return {
    async embed(context) {
      const projectId = projectOf(context)
      if (!canEmbed()) throw new SkipJob(NO_NETWORK)
      const { signal, progress } = context
      const result = await embedAssets({ store, fileOf: blobs.onDisk, embed, progress, signal }, projectId)
      await bus.emit('assets.embedded', { projectId })
      return result
    },

    map: (context) =>
      drawMap(
        {
          store,
          async layOut(points, seed) {
            const asked = { type: 'layout', vectors: points, seed } as const
            return (await comparing.ask<'layout'>(asked, telling(context, 'Drawing the map'))).places
          },
        },
        projectOf(context),
      ),

    rank: (context) =>
      rankAssets(
        {
          store,
          vectorsOf: (projectId) => loadVectors(store, projectId, EMBEDDING_SIZE),
          vectorSize: EMBEDDING_SIZE,
          orderOf: (asked, onProgress) =>
            comparing.ask<'order'>({ type: 'order', ...asked }, { signal: context.signal, onProgress }),
          progress: context.progress,
          signal: context.signal,
        },
        projectOf(context),
      ),
  }
}

const telling = ({ signal, progress }: JobContext, message: string) => ({
  signal,
  onProgress: (fraction: number) => void progress(fraction, message).catch(() => undefined),
})

function projectOf({ job }: JobContext): ProjectId {
  if (job.projectId === null) throw new AppError('invalid', `Expected a project with the job ${job.name}`)
  return job.projectId
}
