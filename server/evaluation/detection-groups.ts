import { boxOverlap } from './box-overlap.ts'
import { DETECTION_LIMIT } from './coco/comparison.ts'
import type { DetectionImage } from './detection-images.ts'
import { createMatchGroup, type MatchGroup } from './match-group.ts'

/** One label on every image, ready to be matched; the groups stand in the order of the images, also where an image has none of it. */
export function detectionGroups(images: readonly DetectionImage[], label: string): MatchGroup[] {
  return images.map(({ truth, detections }) =>
    createMatchGroup(
      detections
        .filter((object) => object.label === label)
        .map(({ box, score }) => ({ ...box, score, area: box.width * box.height })),
      truth
        .filter((object) => object.label === label)
        .map(({ box }) => ({ ...box, area: box.width * box.height, crowd: false, ignored: false })),
      DETECTION_LIMIT,
      boxOverlap,
    ),
  )
}
