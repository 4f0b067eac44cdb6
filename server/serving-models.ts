import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import type { createMetrics } from './metrics.ts'
import { loadNamedModel } from './models/named-model.ts'
import { createServedSampling } from './monitoring/served-samples.ts'
import type { Predictors } from './prelabel/predictors.ts'
import type { ServingDeps } from './serving/serving-deps.ts'
import type { Store } from './store/store.ts'

interface ServingModelsDeps {
  readonly store: Store
  readonly predictors: Predictors
  readonly metrics: ReturnType<typeof createMetrics>
  readonly log: Log
}

/** Models as they are served to the outside: by their versions, under present names, computed by predictor processes, metered. */
export function servingModels({
  store,
  predictors,
  metrics,
  log,
}: ServingModelsDeps): Pick<ServingDeps, 'modelOf' | 'answer' | 'sample' | 'metered'> {
  const keepSample = createServedSampling({ store })
  return {
    modelOf: (project: Project, version: number): Promise<Model> => loadNamedModel(store, project, version),
    answer: (model, images) => predictors.answer(model, images),
    sample: (project, version, images) =>
      void keepSample(project, version, images).catch((error) =>
        log.warn({ error: messageOf(error) }, 'An image sent for predictions was not measured'),
      ),
    metered: {
      images: (count) => metrics.predicted.inc(count),
      refused: () => metrics.refusedPredictions.inc(),
      batch(images, seconds) {
        metrics.predictBatch.observe(images)
        metrics.predictSeconds.observe(seconds)
      },
    },
  }
}
