import { areaGroups } from '../area-groups.ts'
import { evaluateGroups } from '../evaluate-detection.ts'
import { judgeGroups } from '../judge-outcomes.ts'
import { groupsMap50 } from '../map50-metric.ts'
import type { TaskEvaluation } from './task-evaluation.ts'

/** Turned boxes, by COCO's rules with the exact overlap of their areas. */
export const oriented: TaskEvaluation<'oriented'> = {
  figures(images, labels) {
    const { perLabel, ...figures } = evaluateGroups((label) => areaGroups(images, label), labels)
    return { ...figures, perLabel: [...perLabel] }
  },
  resampled: (images, labels) => groupsMap50((label) => areaGroups(images, label), images.length, labels),
  outcomes: (images, labels) => judgeGroups((label) => areaGroups(images, label), labels),
}
