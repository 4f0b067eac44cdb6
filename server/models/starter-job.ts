import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { STARTER_CLASSES, StarterMapping } from '#shared/domain/starter.ts'
import type { Model } from '#shared/domain/training.ts'
import type { Bus } from '../bus.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { JobHandler } from '../jobs/runner.ts'
import { centerPointPublished } from '../ml/architectures/center-point-published.ts'
import { writePublishedModel } from '../ml/models/published-model.ts'
import type { BlobStore } from '../store/blobs.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { storeModelFiles } from './model-files.ts'
import { promoteModel, registerModel } from './model-records.ts'

/** From this score on its suggestions are shown, until a model was measured: published detectors are rarely wrong above it. */
const ASSUMED_THRESHOLD = 0.4
/** The usual shape of a project's images is taken from so many. */
const IMAGES_LOOKED_AT = 200

interface StarterDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly bus: Bus
  readonly config: Config
}

/**
 * Makes the published detector the project's champion, under the labels that a person mapped its classes to: it suggests before the first
 * label, and the first model that is trained has to beat it at the gate.
 */
export function starterJob({ store, blobs, bus, config }: StarterDeps): JobHandler {
  return async (context) => {
    const { projectId } = context.job
    if (projectId === null) throw new AppError('invalid', 'Expected a project to start in')
    const mapping = StarterMapping.parse(context.job.payload.mapping)
    const project = await loadProject(store, projectId)
    await context.progress(null, 'Writing the published detector down as a model')
    const folder = join(config.dataFolder, 'work', 'starters', context.job._id)
    try {
      await mkdir(folder, { recursive: true })
      const images = await store.assets
        .find({ projectId }, { projection: { width: 1, height: 1 } })
        .limit(IMAGES_LOOKED_AT)
        .toArray()
      const parametersCount = await writePublishedModel(join(config.cacheFolder, 'pretrained'), join(folder, 'model'), images)
      await context.holdOrThrow()
      const model = await registerModel(store, context.job._id, {
        ...modelOf(mapping),
        projectId,
        files: await storeModelFiles(blobs, join(folder, 'model')),
        parametersCount,
      })
      if (project.champion !== model.version)
        await promoteModel(store, model, { userId: null, reason: `knows ${Object.keys(mapping).join(', ')}` })
      await bus.emit('model.promoted', { projectId, version: model.version })
      return { version: model.version }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

// What is not mapped keeps its place without a name: a prediction names its label by place.
function modelOf(mapping: StarterMapping): Omit<Model, 'version' | 'projectId' | 'files' | 'parametersCount'> {
  const labelNames = STARTER_CLASSES.map((name) => mapping[name] ?? '')
  return {
    runId: null,
    snapshotId: null,
    snapshotNumber: null,
    labels: 0,
    task: 'detection',
    architecture: centerPointPublished.id,
    engine: 'as published',
    labelNames,
    evaluation: null,
    validation: null,
    thresholds: [...new Set(Object.values(mapping))].map((label) => ({
      label,
      threshold: ASSUMED_THRESHOLD,
      basis: 'assumed' as const,
      precision: null,
      recall: null,
      samples: 0,
    })),
    gate: null,
    trainingSeconds: 0,
    createdAt: Date.now(),
  }
}
