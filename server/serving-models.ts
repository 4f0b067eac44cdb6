import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import type { createMetrics } from './metrics.ts'
import { loadNamedModel } from './models/named-model.ts'
import type { Predictors } from './prelabel/predictors.ts'
import type { ServingDeps } from './serving/routes.ts'
import type { Store } from './store/store.ts'

interface ServingModelsDeps {
  readonly store: Store
  readonly predictors: Predictors
  readonly metrics: ReturnType<typeof createMetrics>
}

/** Models as they are served to the outside: by their versions, under present names, computed by predictor processes, metered. */
export function servingModels({
  store,
  predictors,
  metrics,
}: ServingModelsDeps): Pick<ServingDeps, 'modelOf' | 'answer' | 'metered'> {
  return {
    modelOf: (project: Project, version: number): Promise<Model> => loadNamedModel(store, project, version),
    answer: (model, images) => predictors.answer(model, images),
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
