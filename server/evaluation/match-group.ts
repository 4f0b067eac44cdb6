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

/** One label on one image, ready to be matched: D detections by falling score, T truths. Plain lists: most hold a number or two. */
export interface MatchGroup {
  /** Place of each detection in the input. Shape [D]. */
  readonly inputIndex: readonly number[]
  /** Shape [D]. */
  readonly scores: readonly number[]
  /** Shape [D]. */
  readonly detectionAreas: readonly number[]
  /** Shape [T]. */
  readonly truthAreas: readonly number[]
  /** 1 where the truth is a crowd. Shape [T]. */
  readonly crowd: readonly number[]
  /** 1 where the truth counts for nothing whatever its area. Shape [T]. */
  readonly ignored: readonly number[]
  /** How well they agree, 0 to 1, row by row. Shape [D, T]. */
  readonly overlaps: readonly number[]
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
  const order =
    detections.length > 1
      ? byFallingScore(Float64Array.from(detections, ({ score }) => score))
      : detections.map((_, index) => index)
  const inputIndex = Array.from(order.slice(0, limit))
  const kept = inputIndex.map((index) => detections[index] as D)
  const overlaps: number[] = []
  for (const detection of kept) for (const truth of truths) overlaps.push(overlap(detection, truth))
  return {
    inputIndex,
    scores: kept.map(({ score }) => score),
    detectionAreas: kept.map(({ area }) => area),
    truthAreas: truths.map(({ area }) => area),
    crowd: truths.map(({ crowd }) => Number(crowd)),
    ignored: truths.map(({ ignored }) => Number(ignored)),
    overlaps,
  }
}
