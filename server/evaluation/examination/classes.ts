import { evaluationMetric } from '../evaluation-metric.ts'
import { labelScores } from '../tagged-images.ts'
import { classification } from '../tasks/classification.ts'
import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import { classCases } from './class-cases.ts'
import { withClassSuspects } from './class-suspects.ts'
import type { TaskExamination } from './task-examination.ts'
import { labelCurves } from './thinned-curves.ts'

/** The closer look at one class per image. */
export const classes: TaskExamination = {
  headlines: (images, labels) => ({ macroF1: evaluationMetric(classification.figures, 'macroF1', images, labels) }),
  cases: (images) => withClassSuspects(classCases(images), images),
  curves: curvesOfWholes,
  sizes: () => [],
}

/** The curves of every label that is true somewhere, each image by its score for it. */
export function curvesOfWholes(images: readonly MeasuredImage[], labels: readonly string[]) {
  return labels.flatMap((label) => {
    const claims = labelScores(images, label)
    const total = claims.truths.reduce((sum, truth) => sum + truth, 0)
    return total > 0 ? labelCurves(label, claims, { total, withRoc: true }) : []
  })
}
