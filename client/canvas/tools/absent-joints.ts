import type { Point } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { keypointsOf, presentPoints, type Skeleton, VISIBILITY } from '#shared/shapes/skeleton.ts'

/** Screen pixels. */
const BELOW = 28
const LINE_HEIGHT = 20

/** Where the joints that were not placed wait, below those that were, one under the other; `pixelSize` in image pixels per screen pixel. */
export function absentPlaces(shape: Skeleton, pixelSize: number): { readonly index: number; readonly at: Point }[] {
  const present = presentPoints(shape)
  if (present.length === 0) return []
  const { x, y, height } = boundsOfPoints(present)
  const absent = keypointsOf(shape).flatMap(({ visibility }, index) => (visibility === VISIBILITY.absent ? [index] : []))
  return absent.map((index, row) => ({ index, at: { x, y: y + height + (BELOW + row * LINE_HEIGHT) * pixelSize } }))
}
