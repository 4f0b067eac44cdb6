import { groupBy } from '#shared/group-by.ts'
import { area } from '#shared/shapes/index.ts'
import { averagePrecisionMetric } from '../average-precision-metric.ts'
import { AREAS, LEVEL_75, OVERLAP_THRESHOLDS } from '../coco/comparison.ts'
import { judgeGroups } from '../judge-outcomes.ts'
import type { GroupsOf } from '../match-group.ts'
import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import { withObjectSuspects } from './object-suspects.ts'
import { type Overlap, placedCases } from './placed-cases.ts'
import type { TaskExamination } from './task-examination.ts'
import { labelCurves } from './thinned-curves.ts'

/** How two objects of a task are compared. */
interface Comparing {
  /** Everything of a split by label, ready to be matched. */
  readonly groupsOf: (images: readonly MeasuredImage[]) => GroupsOf
  readonly overlap: Overlap
}

const EVERY_LEVEL = [...OVERLAP_THRESHOLDS.keys()]
const SIZES = ['small', 'medium', 'large'] as const

/** The closer look at tasks that find objects, whatever their shapes are compared by. */
export const placed = ({ groupsOf, overlap }: Comparing): TaskExamination => ({
  headlines: (images, labels) => ({
    map: averagePrecisionMetric(groupsOf(images), images.length, labels, { levels: EVERY_LEVEL }),
    map75: averagePrecisionMetric(groupsOf(images), images.length, labels, { levels: [LEVEL_75] }),
  }),
  cases: (images, shownFrom) => withObjectSuspects(placedCases(images, overlap, shownFrom)),
  curves(images, labels) {
    const claims = groupBy(judgeGroups(groupsOf(images), labels), ({ label }) => label)
    return labels.flatMap((label) => {
      const own = claims.get(label) ?? []
      const total = images.reduce((sum, { truth }) => sum + truth.filter((one) => one.label === label).length, 0)
      const scored = { scores: own.map(({ score }) => score), truths: own.map(({ correct }) => Number(correct)) }
      return total > 0 ? labelCurves(label, scored, { total, withRoc: false }) : []
    })
  },
  sizes: (images, labels) =>
    SIZES.flatMap((name) => {
      const { from, to } = AREAS[name]
      const isWithin = (size: number) => size >= from && size <= to
      const there = images.reduce((sum, { truth }) => sum + truth.filter(({ shape }) => isWithin(area(shape))).length, 0)
      const metric = () => averagePrecisionMetric(groupsOf(images), images.length, labels, { area: AREAS[name] })
      return there > 0 ? { name, labels: there, metric: metric() } : []
    }),
})
