import { iou } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { areaGroups } from '../area-groups.ts'
import { maskGroups } from '../mask-groups.ts'
import { meanIouMetric } from '../mean-iou.ts'
import { skeletonGroups, skeletonsAlike } from '../skeleton-groups.ts'
import { boxGroups } from '../tasks/detection.ts'
import { classes } from './classes.ts'
import { estimates } from './estimates.ts'
import { placed } from './placed.ts'
import { tags } from './tags.ts'
import type { TaskExamination } from './task-examination.ts'

const outlines = placed({
  groupsOf: (images) => (label) => maskGroups(images, label),
  overlap: (a, b) => overlap(a.shape, b.shape),
})

/** How each task is looked at closely. */
export const examinations: { readonly [Id in TaskId]: TaskExamination } = {
  detection: placed({ groupsOf: boxGroups, overlap: (a, b) => iou(a.shape, b.shape) }),
  oriented: placed({ groupsOf: (images) => (label) => areaGroups(images, label), overlap: (a, b) => iou(a.shape, b.shape) }),
  segmentation: {
    ...outlines,
    headlines: (images, labels) => ({ ...outlines.headlines(images, labels), meanIou: meanIouMetric(images, labels) }),
  },
  keypoints: placed({ groupsOf: skeletonGroups, overlap: (a, b) => skeletonsAlike(a.shape, b.shape) }),
  classification: classes,
  anomaly: classes,
  multilabel: tags,
  regression: estimates,
}
