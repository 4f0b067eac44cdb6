import type { Box, Prediction } from '../task.ts'

/** Two boxes of one label that share more than this are taken for the same object. */
const SAME_OBJECT_IOU = 0.5

/** Greedy non-maximum suppression per label; at most `maximum` predictions remain, best first. */
export function suppressOverlaps(predictions: readonly Prediction[], maximum: number): Prediction[] {
  const kept: Prediction[] = []
  for (const candidate of [...predictions].sort((a, b) => b.score - a.score)) {
    if (kept.length >= maximum) break
    if (kept.every((better) => better.label !== candidate.label || boxIou(better.box, candidate.box) < SAME_OBJECT_IOU))
      kept.push(candidate)
  }
  return kept
}

/** Intersection over union of two boxes in the same unit; 0 where one is missing. */
export function boxIou(a: Box | null, b: Box | null): number {
  if (!a || !b) return 0
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (a.width * a.height + b.width * b.height - shared)
}
