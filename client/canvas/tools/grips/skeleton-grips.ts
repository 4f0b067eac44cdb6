import type { Point } from '#shared/shapes/index.ts'
import { keypointsOf, presentPoints, type Skeleton, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { absentPlaces } from '../absent-joints.ts'
import { inside } from '../box-geometry.ts'
import { GRIP_REACH, type Grips } from './grip.ts'

const STEP = 3

/** A skeleton: each joint, also the ones that wait for a place. Alt and a click hide a joint or show it, a double click takes its place away. */
export const skeletonGrips: Grips<Skeleton> = {
  at(shape, point, pixelSize) {
    const index = jointNear(shape, point, pixelSize)
    if (index === null) return null
    return {
      cursor: 'pointer',
      snaps: false,
      pulled: (to, { image }) => withJoint(shape, index, inside(to, image), visibilityOf(shape, index) || VISIBILITY.visible),
      altered: (isDouble) => altered(shape, index, isDouble),
    }
  },
  lines: (shape) => [{ flat: presentPoints(shape), joins: 'loose' }],
}

function jointNear(shape: Skeleton, { x, y }: Point, pixelSize: number): number | null {
  const placed = keypointsOf(shape).flatMap((joint, index) =>
    joint.visibility === VISIBILITY.absent ? [] : [{ index, at: { x: joint.x, y: joint.y } }],
  )
  const distance = ({ at }: { at: Point }) => Math.hypot(at.x - x, at.y - y)
  const near = [...placed, ...absentPlaces(shape, pixelSize)].filter((joint) => distance(joint) <= GRIP_REACH * pixelSize)
  return near.sort((a, b) => distance(a) - distance(b))[0]?.index ?? null
}

function altered(shape: Skeleton, index: number, isDouble: boolean): Skeleton | null {
  const { keypoints } = shape
  const visibility = visibilityOf(shape, index)
  if (visibility === VISIBILITY.absent) return null
  if (isDouble) {
    const isLast = presentPoints(shape).length === 2
    return isLast ? null : withJoint(shape, index, { x: 0, y: 0 }, VISIBILITY.absent)
  }
  const place = { x: keypoints[index * STEP] as number, y: keypoints[index * STEP + 1] as number }
  return withJoint(shape, index, place, visibility === VISIBILITY.visible ? VISIBILITY.hidden : VISIBILITY.visible)
}

const visibilityOf = ({ keypoints }: Skeleton, index: number): number => keypoints[index * STEP + 2] ?? VISIBILITY.absent

const withJoint = ({ keypoints }: Skeleton, index: number, { x, y }: Point, visibility: number): Skeleton => ({
  kind: 'skeleton',
  keypoints: keypoints.toSpliced(index * STEP, STEP, x, y, visibility),
})
