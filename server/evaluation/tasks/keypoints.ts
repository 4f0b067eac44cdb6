import { evaluateGroups } from '../evaluate-detection.ts'
import { judgeGroups } from '../judge-outcomes.ts'
import { keypointError } from '../keypoint-error.ts'
import { groupsMap50 } from '../map50-metric.ts'
import { skeletonGroups } from '../skeleton-groups.ts'
import type { TaskEvaluation } from './task-evaluation.ts'

/** Skeletons, as COCO's own evaluation judges them, and how far off their keypoints are in pixels. */
export const keypoints: TaskEvaluation<'keypoints'> = {
  figures(images, labels) {
    const groupsOf = skeletonGroups(images)
    const { perLabel, ...figures } = evaluateGroups(groupsOf, labels)
    return { ...figures, perLabel: [...perLabel], ...keypointError(images, groupsOf, labels) }
  },
  resampled: (images, labels) => groupsMap50(skeletonGroups(images), images.length, labels),
  outcomes: (images, labels) => judgeGroups(skeletonGroups(images), labels),
}
