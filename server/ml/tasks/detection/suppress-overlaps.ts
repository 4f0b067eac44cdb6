import { boundsIou } from '#shared/shapes/bounds.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import type { Prediction } from '../task.ts'

/** Two boxes of one label that share more than this are taken for the same object. */
const SAME_OBJECT_IOU = 0.5

/** Greedy non-maximum suppression per label; at most `maximum` predictions remain, best first. */
export function suppressOverlaps(predictions: readonly Prediction[], maximum: number): Prediction[] {
  const kept: Prediction[] = []
  for (const candidate of [...predictions].sort((a, b) => b.score - a.score)) {
    if (kept.length >= maximum) break
    if (kept.every((better) => better.label !== candidate.label || boxIou(better.shape, candidate.shape) < SAME_OBJECT_IOU))
      kept.push(candidate)
  }
  return kept
}

/** Intersection over union of the boxes around two shapes in the same unit; 0 where one means the whole image. */
export function boxIou(a: Shape, b: Shape): number {
  const [one, other] = [bounds(a), bounds(b)]
  return one && other ? boundsIou(one, other) : 0
}
