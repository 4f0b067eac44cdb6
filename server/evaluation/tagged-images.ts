import type { MeasuredImage } from './tasks/task-evaluation.ts'

/** The scores that a model gave one label, image by image, and where the label is true. N images. */
export interface LabelScores {
  /** 0 where it was not named. Shape [N]. */
  readonly scores: Float64Array
  /** Shape [N]. */
  readonly truths: Uint8Array
}

/** How every image of a split scores for a label of the whole image. */
export function labelScores(images: readonly MeasuredImage[], label: string): LabelScores {
  const scoreOf = ({ predictions }: MeasuredImage) =>
    predictions.reduce((best, found) => (found.label === label ? Math.max(best, found.score) : best), 0)
  return {
    scores: Float64Array.from(images, scoreOf),
    truths: Uint8Array.from(images, ({ truth }) => Number(truth.some((object) => object.label === label))),
  }
}
