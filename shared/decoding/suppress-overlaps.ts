import type { LearnedShape, Prediction } from './prediction.ts'

/** When two predictions of one label mean the same object, and how many objects there may be. */
export interface Sameness {
  /** How much two shapes share, 0 to 1. */
  readonly overlap: (a: LearnedShape, b: LearnedShape) => number
  /** From this overlap on they are one. */
  readonly from: number
  readonly most: number
}

/** Greedy non-maximum suppression per label; at most `most` predictions remain, best first. */
export function suppressOverlaps(predictions: readonly Prediction[], { overlap, from, most }: Sameness): Prediction[] {
  const kept: Prediction[] = []
  for (const candidate of [...predictions].sort((a, b) => b.score - a.score)) {
    if (kept.length >= most) break
    if (kept.every((better) => better.label !== candidate.label || overlap(better.shape, candidate.shape) < from))
      kept.push(candidate)
  }
  return kept
}
