import { evaluateGroups } from '../evaluate-detection.ts'
import { judgeGroups } from '../judge-outcomes.ts'
import { groupsMap50 } from '../map50-metric.ts'
import { maskGroups } from '../mask-groups.ts'
import { meanIou } from '../mean-iou.ts'
import type { TaskEvaluation } from './task-evaluation.ts'

/** Masks, as COCO's own evaluation judges them, and the pixels of every label. */
export const segmentation: TaskEvaluation<'segmentation'> = {
  figures(images, labels) {
    const { perLabel, ...figures } = evaluateGroups((label) => maskGroups(images, label), labels)
    return { ...figures, perLabel: [...perLabel], meanIou: meanIou(images, labels) }
  },
  resampled: (images, labels) => groupsMap50((label) => maskGroups(images, label), images.length, labels),
  outcomes: (images, labels) => judgeGroups((label) => maskGroups(images, label), labels),
}
