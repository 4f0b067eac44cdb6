import { byFallingScore } from './ranking.ts'

/** What is compared on one image for one label: the truth's side. */
export interface TruthItem {
  /** Square pixels, for the area ranges. */
  readonly area: number
  /** A region of many objects: may be matched often, counts for nothing. */
  readonly crowd: boolean
  /** Counts for nothing, as a truth without a visible keypoint. */
  readonly ignored: boolean
}

/** What is compared on one image for one label: the detections' side. */
export interface DetectionItem {
  readonly score: number
  /** Square pixels, for the area ranges. */
  readonly area: number
}

/** One label on one image, ready to be matched: D detections by falling score, T truths. */
export interface MatchGroup {
  /** Place of each detection in the input. Shape [D]. */
  readonly inputIndex: Int32Array
  /** Shape [D]. */
  readonly scores: Float64Array
  /** Shape [D]. */
  readonly detectionAreas: Float64Array
  /** Shape [T]. */
  readonly truthAreas: Float64Array
  /** 1 where the truth is a crowd. Shape [T]. */
  readonly crowd: Uint8Array
  /** 1 where the truth counts for nothing whatever its area. Shape [T]. */
  readonly ignored: Uint8Array
  /** How well they agree, 0 to 1, row by row. Shape [D, T]. */
  readonly overlaps: Float64Array
}

/** One label on every image of a split, in the order of the images, also where an image has none of it. */
export type GroupsOf = (label: string) => MatchGroup[]

/** Sorts the detections by falling score, keeps the first `limit`, and measures their overlap with every truth. */
export function createMatchGroup<D extends DetectionItem, T extends TruthItem>(
  detections: readonly D[],
  truths: readonly T[],
  limit: number,
  overlap: (detection: D, truth: T) => number,
): MatchGroup {
  const inputIndex = byFallingScore(Float64Array.from(detections, ({ score }) => score)).slice(0, limit)
  const kept = Array.from(inputIndex, (index) => detections[index] as D)
  return {
    inputIndex,
    scores: Float64Array.from(kept, ({ score }) => score),
    detectionAreas: Float64Array.from(kept, ({ area }) => area),
    truthAreas: Float64Array.from(truths, ({ area }) => area),
    crowd: Uint8Array.from(truths, ({ crowd }) => Number(crowd)),
    ignored: Uint8Array.from(truths, ({ ignored }) => Number(ignored)),
    overlaps: Float64Array.from(kept.flatMap((detection) => truths.map((truth) => overlap(detection, truth)))),
  }
}
