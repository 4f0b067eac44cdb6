import type { Box } from '#shared/shapes/index.ts'
import { tidyNumber } from '#shared/tidy-number.ts'

/** An object of KITTI's label files, as far as it lies in the image. */
export interface KittiObject {
  readonly type: string
  /** 0 to 1: how much of it lies outside the image; -1 where nobody said. */
  readonly truncated: number
  /** 0 visible, 1 partly hidden, 2 largely hidden, 3 unknown; -1 where nobody said. */
  readonly occlusion: number
  readonly box: Box
  /** Whether its size and place in space are given as well. */
  readonly isInSpace: boolean
  /** Only in files of detections. */
  readonly score: number | null
}

const COLUMNS = 15
const FIRST_IN_SPACE = 8
/** What KITTI writes where a size or place is not known. */
const UNKNOWN: readonly number[] = [-1, -10, -1000, 0]

/**
 * One line of a label file by the development kit's readme (Geiger et al., 2012): type, truncated, occluded, alpha, left, top, right, bottom, then
 * seven numbers in space and perhaps a score. Null where it is none.
 */
export function readKittiLine(line: string): KittiObject | null {
  const [type = '', ...columns] = line.split(/\s+/)
  const numbers = columns.map(Number)
  if (columns.length < COLUMNS - 1 || columns.length > COLUMNS || !numbers.every(Number.isFinite)) return null
  if (Number.isFinite(Number(type))) return null
  const [truncated = -1, occlusion = -1, , left = 0, top = 0, right = 0, bottom = 0] = numbers
  const inSpace = numbers.slice(FIRST_IN_SPACE - 1, COLUMNS - 1)
  return {
    type,
    truncated,
    occlusion,
    box: { kind: 'box', x: left, y: top, width: tidyNumber(right - left), height: tidyNumber(bottom - top) },
    isInSpace: inSpace.some((value) => !UNKNOWN.includes(value)),
    score: numbers[COLUMNS - 1] ?? null,
  }
}
