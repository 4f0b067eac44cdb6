import type { Box } from '#shared/shapes/index.ts'

/** A row of a MOT table. */
export interface MotObject {
  /** Counts from 1. */
  readonly frame: number
  /** Null where it belongs to no track. */
  readonly track: number | null
  readonly box: Box
  /** In a truth 1 for what counts and 0 for what is to be ignored, in detections how sure the detector was. */
  readonly confidence: number
  /** Counts from 1; null where the file does not say it. */
  readonly classNumber: number | null
  /** 0 to 1: how much of it is seen. */
  readonly visibility: number
}

const LEAST_COLUMNS = 6
/** Tables of 2015 end in three columns that mean nothing here (x, y, z). */
const COLUMNS_OF_2015 = 10

/**
 * One line: frame, track, left, top, width, height, confidence, class, visibility (Milan et al., 2016). Null where it is none. Places are taken as they
 * are, though the challenge's own count pixels from 1: most who write the format do not.
 */
export function readMotLine(line: string): MotObject | null {
  const numbers = line.split(/\s*,\s*|\s+/).map(Number)
  if (numbers.length < LEAST_COLUMNS || !numbers.every(Number.isFinite)) return null
  const [frame = 0, track = -1, x = 0, y = 0, width = 0, height = 0, confidence = 1, classNumber = -1, visibility = 1] = numbers
  if (!Number.isInteger(frame) || frame < 0 || !Number.isInteger(track)) return null
  const isOf2015 = numbers.length >= COLUMNS_OF_2015
  return {
    frame,
    track: track >= 0 ? track : null,
    box: { kind: 'box', x, y, width, height },
    confidence,
    classNumber: isOf2015 || classNumber < 1 ? null : classNumber,
    visibility: isOf2015 || visibility < 0 ? 1 : visibility,
  }
}
