import type { Rectangle } from './box-overlap.ts'

/** An approved object. */
export interface TrueObject {
  readonly label: string
  /** Pixels of the oriented image. */
  readonly box: Rectangle
}

/** An object that a model found. */
export interface DetectedObject extends TrueObject {
  /** 0 to 1. */
  readonly score: number
}

/** One image of a split, with what is there and what a model found. */
export interface DetectionImage<Truth extends TrueObject = TrueObject> {
  readonly truth: readonly Truth[]
  readonly detections: readonly DetectedObject[]
}
