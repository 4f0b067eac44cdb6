import type { AreaRange } from '../match-detections.ts'
import type { MatchGroup } from '../match-group.ts'
import type { CocoAnnotation, CocoDetection, CocoImage } from './coco-files.ts'

/** All of one label on one image. */
export interface ImageLabel {
  readonly image: CocoImage
  readonly truths: readonly CocoAnnotation[]
  readonly detections: readonly CocoDetection[]
}

export type AreaName = 'all' | 'small' | 'medium' | 'large'

/** The names of the summary numbers; masks and boxes have twelve, keypoints ten of their own. */
export type FigureName =
  | 'AP'
  | 'AP50'
  | 'AP75'
  | 'APsmall'
  | 'APmedium'
  | 'APlarge'
  | 'AR'
  | 'AR50'
  | 'AR75'
  | 'AR1'
  | 'AR10'
  | 'AR100'
  | 'ARsmall'
  | 'ARmedium'
  | 'ARlarge'

/** One of the summary numbers: which average, over which areas, from how many detections an image. */
export interface Figure {
  readonly name: FigureName
  readonly of: 'averagePrecision' | 'recall'
  readonly area: AreaName
  /** The most detections of one label on one image that are looked at. */
  readonly limit: number
  /** Place of the one overlap threshold it is measured at, where it is not all of them. */
  readonly level?: number
}

/** How COCO compares one kind of annotation. */
export interface Comparison {
  readonly figures: readonly Figure[]
  /** Measures the first `limit` detections against every truth. Throws `EvaluationInputError` where one lacks what is compared. */
  group(of: ImageLabel, limit: number): MatchGroup
}

/** COCO's ten overlap thresholds, 0.50 to 0.95, spaced as numpy's linspace computes them. Shape [10]. */
export const OVERLAP_THRESHOLDS = Float64Array.from({ length: 10 }, (_, index) =>
  index === 9 ? 0.95 : index * ((0.95 - 0.5) / 9) + 0.5,
)
/** Place of 0.50 in `OVERLAP_THRESHOLDS`. */
export const LEVEL_50 = 0
/** Place of 0.75 in `OVERLAP_THRESHOLDS`. */
export const LEVEL_75 = 5

/** COCO's area ranges in square pixels: small up to 32 x 32, medium up to 96 x 96. */
export const AREAS: Readonly<Record<AreaName, AreaRange>> = {
  all: { from: 0, to: 1e5 ** 2 },
  small: { from: 0, to: 32 ** 2 },
  medium: { from: 32 ** 2, to: 96 ** 2 },
  large: { from: 96 ** 2, to: 1e5 ** 2 },
}

/** The most detections of one label on one image that count, for boxes and masks. */
export const DETECTION_LIMIT = 100

/** The twelve figures of boxes and masks. */
export const DETECTION_FIGURES: readonly Figure[] = [
  { name: 'AP', of: 'averagePrecision', area: 'all', limit: DETECTION_LIMIT },
  { name: 'AP50', of: 'averagePrecision', area: 'all', limit: DETECTION_LIMIT, level: LEVEL_50 },
  { name: 'AP75', of: 'averagePrecision', area: 'all', limit: DETECTION_LIMIT, level: LEVEL_75 },
  { name: 'APsmall', of: 'averagePrecision', area: 'small', limit: DETECTION_LIMIT },
  { name: 'APmedium', of: 'averagePrecision', area: 'medium', limit: DETECTION_LIMIT },
  { name: 'APlarge', of: 'averagePrecision', area: 'large', limit: DETECTION_LIMIT },
  { name: 'AR1', of: 'recall', area: 'all', limit: 1 },
  { name: 'AR10', of: 'recall', area: 'all', limit: 10 },
  { name: 'AR100', of: 'recall', area: 'all', limit: DETECTION_LIMIT },
  { name: 'ARsmall', of: 'recall', area: 'small', limit: DETECTION_LIMIT },
  { name: 'ARmedium', of: 'recall', area: 'medium', limit: DETECTION_LIMIT },
  { name: 'ARlarge', of: 'recall', area: 'large', limit: DETECTION_LIMIT },
]
