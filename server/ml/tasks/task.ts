import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Decoder, Grid, Prediction } from '#shared/decoding/prediction.ts'
import type { Augmentation } from '#shared/domain/augmentation.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { Scalar, Tensor, Tf } from '../engines/tensor.ts'

/** What is true of an image, as a prediction says it. */
export type LabelledObject = Omit<Prediction, 'score'> & {
  /** How much it counts while learning: 1 where nothing is said, 0 for what is to be neither learned nor taken for nothing. */
  weight?: number
}

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
  /** Whether its loss may fall below zero, as likelihoods of numbers do: so many times of it mean nothing. */
  signedLoss?: true
  /** Start value of every output channel; the first ones belong to the labels in their order. */
  outputBias(labels: readonly LearnedLabel[]): number[]
  /** What training images may be varied by, and how strongly; parts that are not named are off. */
  augmentation: Partial<Augmentation>
  /** Objects in fractions of the input, per image -> the tensors that `loss` compares with. */
  targets(tf: Tf, batch: readonly (readonly LabelledObject[])[], grid: Grid, labels: readonly LearnedLabel[]): Tensor[]
  /** Whether an image is one that a network is fitted to, where networks of this task are fitted and not taught. */
  isExample?(objects: readonly LabelledObject[], labels: readonly LearnedLabel[]): boolean
  loss(tf: Tf, output: Tensor, targets: readonly Tensor[], labels: readonly LearnedLabel[]): Scalar
  decode: Decoder
  measure(
    predictions: readonly (readonly Prediction[])[],
    truth: readonly (readonly LabelledObject[])[],
    labels: readonly LearnedLabel[],
  ): ValidationFigures
}
