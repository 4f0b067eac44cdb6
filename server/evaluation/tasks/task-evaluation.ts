import type { Split } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { EvaluationOf, LearnedObject, TaskId } from '#shared/tasks/index.ts'
import type { Outcome } from '../judge-outcomes.ts'
import type { ResampledMetric } from '../resampled-metric.ts'

/** What is true of an image, with its label by name; pixels of the upright image. */
export interface MeasuredTruth extends LearnedObject {
  readonly annotationId: AnnotationId
  readonly label: string
}

/** What a model said of an image, with a score from 0 to 1. */
export interface MeasuredPrediction extends LearnedObject {
  readonly label: string
  readonly score: number
}

/** One image of a split with its approved labels and what a model said of it. */
export interface MeasuredImage {
  readonly assetId: AssetId
  readonly width: number
  readonly height: number
  readonly truth: readonly MeasuredTruth[]
  readonly predictions: readonly MeasuredPrediction[]
}

/** The measured images of one model on one split. */
export interface Measurement {
  readonly task: TaskId
  readonly split: Split
  readonly labels: readonly string[]
  readonly images: readonly MeasuredImage[]
  /** Milliseconds per image. */
  readonly latencyMs: number
}

/** How a task's predictions are judged. */
export interface TaskEvaluation<Id extends TaskId> {
  /** The figures of the whole split. */
  figures(
    images: readonly MeasuredImage[],
    labels: readonly string[],
  ): Omit<EvaluationOf<Id>, 'task' | 'split' | 'images' | 'latencyMs'>
  /** The main metric, to be counted again and again over resampled images. */
  resampled(images: readonly MeasuredImage[], labels: readonly string[]): ResampledMetric
  /** Every claim of the model, and whether it was right. */
  outcomes(images: readonly MeasuredImage[], labels: readonly string[]): Outcome[]
}
