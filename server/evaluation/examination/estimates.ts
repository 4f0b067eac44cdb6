import { evaluationMetric } from '../evaluation-metric.ts'
import { regression } from '../tasks/regression.ts'
import { estimateCases } from './estimate-cases.ts'
import type { TaskExamination } from './task-examination.ts'

/** The closer look at numbers. Nothing is likely wrong only because a model is far off: the largest errors come first in the list. */
export const estimates: TaskExamination = {
  headlines: (images, labels) => ({
    mae: evaluationMetric(regression.figures, 'mae', images, labels),
    rmse: evaluationMetric(regression.figures, 'rmse', images, labels),
    nrmse: evaluationMetric(regression.figures, 'nrmse', images, labels),
  }),
  cases: (images) => estimateCases(images),
  curves: () => [],
  sizes: () => [],
}
