import { bounds } from '../shapes/index.ts'
import { keypointsOf, type Skeleton, VISIBILITY } from '../shapes/skeleton.ts'

/** How far people differ on a keypoint that nobody has measured, relative to the object's size: COCO's hips, its most uncertain, have 0.107. */
const SIGMA = 0.1
/** The shorter side of the box around keypoints counts as at least this share of the longer one: they may lie on a line. */
const LEAST_ASPECT = 0.25

/** The scale that distances are judged by, in square units of the skeleton: the box around its labelled keypoints. */
export function skeletonArea(skeleton: Skeleton): number {
  const around = bounds(skeleton)
  if (!around) return 0
  const longer = Math.max(around.width, around.height)
  return longer * Math.max(longer * LEAST_ASPECT, Math.min(around.width, around.height))
}

/**
 * Object keypoint similarity, 0 to 1 (COCO's, with one sigma for all keypoints): the mean over the truth's labelled keypoints of
 * exp(-distance² / (2 area (2 sigma)²)). 0 where the truth has none.
 */
export function skeletonSimilarity(found: Skeleton, truth: Skeleton): number {
  const area = skeletonArea(truth)
  const places = keypointsOf(found)
  const similarities = keypointsOf(truth).flatMap(({ x, y, visibility }, index) => {
    const place = places[index]
    if (visibility === VISIBILITY.absent) return []
    if (!place) return [0]
    const squared = (place.x - x) ** 2 + (place.y - y) ** 2
    return [Math.exp(-squared / (2 * (area + Number.EPSILON) * (2 * SIGMA) ** 2))]
  })
  return similarities.length > 0 ? similarities.reduce((sum, one) => sum + one, 0) / similarities.length : 0
}
