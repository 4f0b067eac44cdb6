import type { Scalar, Tensor, Tf } from '../engines/tensor.ts'
import type { AugmentationDefaults } from '../images/augmentation.ts'

/** The tasks that can be learned so far. */
export const taskIds = ['detection', 'classification'] as const
export type TaskId = (typeof taskIds)[number]

/** A box by its top left corner; pixels, or fractions of the image, as its owner says. */
export type Box = { x: number; y: number; width: number; height: number }

/** What is true of an image: a label on a box, or on the whole image where there is no box. */
export type LabelledObject = { label: number; box: Box | null }

/** What a model says of an image, with a score from 0 to 1. */
export type Prediction = LabelledObject & { score: number }

/** Size of one output map in cells; 1 by 1 where the output is a vector. */
export type Grid = { width: number; height: number }

/** How good predictions are on labelled images; a label without truth has no value and does not count in the mean. */
export type ValidationFigures = {
  metricName: 'mAP50' | 'accuracy'
  metric: number
  perLabel: { label: string; value: number | null; count: number }[]
}

/** What a task asks of a network, how it teaches it, and how it reads the answer. */
export type Task = {
  id: TaskId
  /** Start value of every output channel. */
  outputBias(labels: number): number[]
  augmentation: AugmentationDefaults
  /** Objects in fractions of the input, per image -> the tensors that `loss` compares with. */
  targets(tf: Tf, batch: readonly (readonly LabelledObject[])[], grid: Grid, labels: number): Tensor[]
  loss(tf: Tf, output: Tensor, targets: readonly Tensor[], labels: number): Scalar
  /** One image's output, row by row [grid.height, grid.width, channels] -> predictions in fractions of the input, best first. */
  decode(output: Float32Array, grid: Grid, labels: number): Prediction[]
  measure(
    predictions: readonly (readonly Prediction[])[],
    truth: readonly (readonly LabelledObject[])[],
    labels: readonly string[],
  ): ValidationFigures
}
