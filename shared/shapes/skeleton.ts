import { z } from 'zod'
import { boundsContain, boundsIou } from './bounds.ts'
import { boundsOfPoints } from './ring.ts'
import type { Ring, ShapeKind } from './shape.ts'

/** COCO's visibility of a keypoint: not labelled, labelled but hidden, visible. */
export const VISIBILITY = { absent: 0, hidden: 1, visible: 2 } as const
const VISIBILITIES: readonly number[] = Object.values(VISIBILITY)
const STEP = 3
const MOST = 3000

/** Keypoints in the order of the label's template, a flat list x, y, visibility … as in COCO; absent ones are 0, 0, 0. */
export const Skeleton = z.object({
  kind: z.literal('skeleton'),
  keypoints: z
    .array(z.number())
    .min(STEP)
    .max(MOST)
    .refine((flat) => flat.length % STEP === 0, 'expected x, y and visibility for every keypoint')
    .refine(
      (flat) => flat.every((value, index) => index % STEP !== STEP - 1 || VISIBILITIES.includes(value)),
      'expected a visibility of 0, 1 or 2',
    ),
})
export type Skeleton = z.infer<typeof Skeleton>

export const skeleton: ShapeKind<Skeleton> = {
  kind: 'skeleton',
  noun: 'skeleton',
  plural: 'skeletons',
  schema: Skeleton,
  bounds: (shape) => boundsOfPoints(presentPoints(shape)),
  area: () => 0,
  contains: (shape, point, reach = 0) => {
    const { x, y, width, height } = boundsOfPoints(presentPoints(shape))
    return boundsContain({ x: x - reach, y: y - reach, width: width + 2 * reach, height: height + 2 * reach }, point)
  },
  iou: (a, b) => boundsIou(boundsOfPoints(presentPoints(a)), boundsOfPoints(presentPoints(b))),
  clip(shape, frame) {
    const keypoints = keypointsOf(shape).flatMap(({ x, y, visibility }) =>
      boundsContain(frame, { x, y }) ? [x, y, visibility] : [0, 0, VISIBILITY.absent],
    )
    const clipped: Skeleton = { kind: 'skeleton', keypoints }
    return presentPoints(clipped).length === 0 ? null : clipped
  },
  moved: (shape, dx, dy) => ({
    kind: 'skeleton',
    keypoints: keypointsOf(shape).flatMap(({ x, y, visibility }) =>
      visibility === VISIBILITY.absent ? [0, 0, VISIBILITY.absent] : [x + dx, y + dy, visibility],
    ),
  }),
  outline: () => [],
  problem: (shape) => (presentPoints(shape).length === 0 ? 'No keypoint is placed: place at least one' : null),
}

/** One joint of a skeleton. */
export interface Keypoint {
  readonly x: number
  readonly y: number
  readonly visibility: number
}

/** The keypoints one by one, in the order of the template. */
export function keypointsOf({ keypoints }: Skeleton): Keypoint[] {
  const found: Keypoint[] = []
  for (let at = 0; at < keypoints.length; at += STEP)
    found.push({ x: keypoints[at] as number, y: keypoints[at + 1] as number, visibility: keypoints[at + 2] as number })
  return found
}

/** Places of the keypoints that are labelled, flat. */
export const presentPoints = (shape: Skeleton): Ring =>
  keypointsOf(shape).flatMap(({ x, y, visibility }) => (visibility === VISIBILITY.absent ? [] : [x, y]))
