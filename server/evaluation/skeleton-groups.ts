import { bounds, type Shape } from '#shared/shapes/index.ts'
import type { Skeleton } from '#shared/shapes/skeleton.ts'
import { skeletonArea, skeletonSimilarity } from '#shared/tasks/skeleton-similarity.ts'
import { keypointSimilarity, positions } from './coco/keypoint-similarity.ts'
import { createMatchGroup, type GroupsOf } from './match-group.ts'
import type { MeasuredImage } from './tasks/task-evaluation.ts'

/** The most skeletons of one label on one image that count, as in COCO. */
const MOST_SKELETONS = 20
/** Skeletons with as many keypoints as COCO's person are judged by the sigmas that were measured for it. */
const PERSON_KEYPOINTS = 17

/** The skeletons of an image, ready to be matched by how similar they are. */
export function skeletonGroups(images: readonly MeasuredImage[]): GroupsOf {
  return (label) =>
    images.map(({ truth, predictions }) =>
      createMatchGroup(
        predictions.flatMap(({ shape, score, ...found }) =>
          found.label === label && shape.kind === 'skeleton' ? [{ score, skeleton: shape, area: skeletonArea(shape) }] : [],
        ),
        truth.flatMap(({ shape, ...object }) =>
          object.label === label && shape.kind === 'skeleton'
            ? [{ skeleton: shape, area: skeletonArea(shape), crowd: false, ignored: false }]
            : [],
        ),
        MOST_SKELETONS,
        (found, wanted) => similarity(found.skeleton, wanted.skeleton),
      ),
    )
}

/** How similar two skeletons are, 0 to 1; 0 where one is none. */
export const skeletonsAlike = (found: Shape, truth: Shape): number =>
  found.kind === 'skeleton' && truth.kind === 'skeleton' ? similarity(found, truth) : 0

function similarity(found: Skeleton, truth: Skeleton): number {
  const wanted = positions(truth.keypoints)
  const box = bounds(truth)
  if (wanted.xs.length !== PERSON_KEYPOINTS || found.keypoints.length !== truth.keypoints.length || !box)
    return skeletonSimilarity(found, truth)
  return keypointSimilarity(positions(found.keypoints), { ...wanted, area: skeletonArea(truth), box })
}
