import { averagePrecisionMetric } from './average-precision-metric.ts'
import { detectionGroups } from './detection-groups.ts'
import type { DetectionImage } from './detection-images.ts'
import type { GroupsOf } from './match-group.ts'
import type { ResampledMetric } from './resampled-metric.ts'

/** mAP50 of a detector. Value and per label equal `evaluateDetection` where every weight is 1. */
export function map50Metric(images: readonly DetectionImage[], labels: readonly string[]): ResampledMetric {
  return groupsMap50((label) => detectionGroups(images, label), images.length, labels)
}

/** mAP50 of whatever is found and compared on `images` images. Value and per label equal `evaluateGroups` where every weight is 1. */
export const groupsMap50 = (groupsOf: GroupsOf, images: number, labels: readonly string[]): ResampledMetric =>
  averagePrecisionMetric(groupsOf, images, labels)
