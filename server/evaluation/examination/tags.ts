import { evaluationMetric } from '../evaluation-metric.ts'
import { multilabel } from '../tasks/multilabel.ts'
import { curvesOfWholes } from './classes.ts'
import { tagCases } from './tag-cases.ts'
import { withTagSuspects } from './tag-suspects.ts'
import type { TaskExamination } from './task-examination.ts'

/** The closer look at any number of labels per image. */
export const tags: TaskExamination = {
  headlines: (images, labels) => ({
    microF1: evaluationMetric(multilabel.figures, 'microF1', images, labels),
    macroF1: evaluationMetric(multilabel.figures, 'macroF1', images, labels),
  }),
  cases: (images, shownFrom) => withTagSuspects(tagCases(images, shownFrom), images),
  curves: curvesOfWholes,
  sizes: () => [],
}
