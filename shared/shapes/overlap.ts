import { boundsIou } from './bounds.ts'
import { toMask } from './convert.ts'
import { bounds, iou, outline, type Shape } from './index.ts'
import { ringsIou } from './ring-overlap.ts'

/**
 * Intersection over union of two shapes of any kinds, 0 to 1: by their own measure where they are of one kind, by their insides otherwise (pixel by
 * pixel where one of them is painted); 0 where one of them has no inside.
 */
export function overlap(a: Shape, b: Shape): number {
  if (a.kind === b.kind) return iou(a, b)
  const [one, other] = [bounds(a), bounds(b)]
  if (!one || !other || boundsIou(one, other) === 0) return 0
  const [ringsA, ringsB] = [outline(a), outline(b)]
  if (ringsA.length === 0 || ringsB.length === 0) return 0
  if (a.kind !== 'mask' && b.kind !== 'mask') return ringsIou(ringsA, ringsB)
  const [maskA, maskB] = [toMask(a), toMask(b)]
  return maskA && maskB ? iou(maskA, maskB) : 0
}
