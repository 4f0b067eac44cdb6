import type { LearnedLabel } from '../learned-label.ts'

/** The keypoints of all labels in one row: those of a label stand together, from `firstOf(label)` on. */
export interface Joints {
  readonly count: number
  firstOf(label: number): number
  countOf(label: number): number
}

/** Lays the keypoints of all labels in one row. */
export function jointsOf(labels: readonly LearnedLabel[]): Joints {
  const firsts = [0]
  for (const { keypoints } of labels) firsts.push((firsts.at(-1) as number) + keypoints.length)
  return {
    count: firsts.at(-1) as number,
    firstOf: (label) => firsts[label] ?? 0,
    countOf: (label) => labels[label]?.keypoints.length ?? 0,
  }
}

/** How far each keypoint is from the middle of its object, across and down. */
export const OFFSETS = 2
/** Cells per unit of an offset, so that usual offsets are near 1. */
export const OFFSET_UNIT_CELLS = 8
