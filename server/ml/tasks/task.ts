import type { Augmentation } from '#shared/domain/augmentation.ts'
import type { ShapeOf } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { Scalar, Tensor, Tf } from '../engines/tensor.ts'
import type { LearnedLabel } from './learned-label.ts'

/**
 * Shapes that may be scaled, moved, turned and mirrored with their image and stay what they are; pixels, or fractions of the image, as
 * their owner says. A polygon's rings are even-odd, and its "holes" may lie beside its ring: an object in several parts is one shape.
 */
export type LearnedShape = ShapeOf<'box' | 'polygon' | 'skeleton' | 'whole'>

/** What is true of an image: the place of a label among those learned, where it is, and a number where the task is about one. */
export type LabelledObject = {
  label: number
  shape: LearnedShape
  value: number | null
  /** How much it counts while learning: 1 where nothing is said, 0 for what is to be neither learned nor taken for nothing. */
  weight?: number
}

/** What a model says of an image, with a score from 0 to 1. */
export type Prediction = LabelledObject & { score: number }

/** Size of one output map in cells; 1 by 1 where the output is a vector. */
export type Grid = { width: number; height: number }

/** How good predictions are on labelled images; a label without truth has no value and does not count in the mean. */
export type ValidationFigures = {
  /** As people read it: mAP50, accuracy … */
  metricName: string
  /** At most 1, more is better. */
  metric: number
  perLabel: { label: string; value: number | null; count: number }[]
}

/** What a task asks of a network, how it teaches it, and how it reads the answer. */
export type Task = {
  id: TaskId
  /** Whether objects of weight 0 are understood: what is found there counts neither for nor against. */
  forgives?: true
  /** Start value of every output channel; the first ones belong to the labels in their order. */
  outputBias(labels: readonly LearnedLabel[]): number[]
  /** What training images may be varied by, and how strongly; parts that are not named are off. */
  augmentation: Partial<Augmentation>
  /** Objects in fractions of the input, per image -> the tensors that `loss` compares with. */
  targets(tf: Tf, batch: readonly (readonly LabelledObject[])[], grid: Grid, labels: readonly LearnedLabel[]): Tensor[]
  /** Whether an image is one that a network is fitted to, where networks of this task are fitted and not taught. */
  isExample?(objects: readonly LabelledObject[], labels: readonly LearnedLabel[]): boolean
  loss(tf: Tf, output: Tensor, targets: readonly Tensor[], labels: readonly LearnedLabel[]): Scalar
  /** One image's output, row by row [grid.height, grid.width, channels] -> predictions in fractions of the input, best first. */
  decode(output: Float32Array, grid: Grid, labels: readonly LearnedLabel[]): Prediction[]
  measure(
    predictions: readonly (readonly Prediction[])[],
    truth: readonly (readonly LabelledObject[])[],
    labels: readonly LearnedLabel[],
  ): ValidationFigures
}
