import { boundsIou } from '../shapes/bounds.ts'
import { bounds, type Shape } from '../shapes/index.ts'

/** Intersection over union of the boxes around two shapes in the same unit; 0 where one means the whole image. */
export function boxIou(a: Shape, b: Shape): number {
  const [one, other] = [bounds(a), bounds(b)]
  return one && other ? boundsIou(one, other) : 0
}
