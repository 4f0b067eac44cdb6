import { EvaluationInputError } from '../input-error.ts'
import { createMatchGroup } from '../match-group.ts'
import type { CocoAnnotation, CocoDetection } from './coco-files.ts'
import { rectangle } from './compare-boxes.ts'
import { type Comparison, type Figure, LEVEL_50, LEVEL_75 } from './comparison.ts'
import { keypointSimilarity, positions } from './keypoint-similarity.ts'

/** The most skeletons of one label on one image that count. */
const KEYPOINT_LIMIT = 20

const KEYPOINT_FIGURES: readonly Figure[] = [
  { name: 'AP', of: 'averagePrecision', area: 'all', limit: KEYPOINT_LIMIT },
  { name: 'AP50', of: 'averagePrecision', area: 'all', limit: KEYPOINT_LIMIT, level: LEVEL_50 },
  { name: 'AP75', of: 'averagePrecision', area: 'all', limit: KEYPOINT_LIMIT, level: LEVEL_75 },
  { name: 'APmedium', of: 'averagePrecision', area: 'medium', limit: KEYPOINT_LIMIT },
  { name: 'APlarge', of: 'averagePrecision', area: 'large', limit: KEYPOINT_LIMIT },
  { name: 'AR', of: 'recall', area: 'all', limit: KEYPOINT_LIMIT },
  { name: 'AR50', of: 'recall', area: 'all', limit: KEYPOINT_LIMIT, level: LEVEL_50 },
  { name: 'AR75', of: 'recall', area: 'all', limit: KEYPOINT_LIMIT, level: LEVEL_75 },
  { name: 'ARmedium', of: 'recall', area: 'medium', limit: KEYPOINT_LIMIT },
  { name: 'ARlarge', of: 'recall', area: 'large', limit: KEYPOINT_LIMIT },
]

/** Skeletons: object keypoint similarity; a truth without a labelled keypoint counts for nothing. */
export const keypointComparison: Comparison = {
  figures: KEYPOINT_FIGURES,
  group: ({ truths, detections }, limit) =>
    createMatchGroup(detections.map(detectedSkeleton), truths.map(trueSkeleton), limit, keypointSimilarity),
}

function trueSkeleton(annotation: CocoAnnotation) {
  const skeleton = positions(keypointsOf(annotation))
  const labelled = annotation.num_keypoints ?? skeleton.visible.filter(Boolean).length
  const box = rectangle(annotation)
  return {
    ...skeleton,
    box,
    area: annotation.area ?? box.width * box.height,
    crowd: annotation.iscrowd,
    ignored: annotation.iscrowd || labelled === 0,
  }
}

function detectedSkeleton(detection: CocoDetection) {
  const skeleton = positions(keypointsOf(detection))
  return { ...skeleton, area: detection.bbox ? detection.bbox[2] * detection.bbox[3] : extent(skeleton), score: detection.score }
}

function extent({ xs, ys }: { xs: Float64Array; ys: Float64Array }): number {
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys))
}

function keypointsOf({ keypoints, image_id }: CocoAnnotation | CocoDetection): number[] {
  if (!keypoints) throw new EvaluationInputError(`Expected "keypoints" in every entry, got one without on image ${image_id}`)
  return keypoints
}
