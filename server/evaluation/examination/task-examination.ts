import type { LabelCurves } from '#shared/domain/examination.ts'
import type { ResampledMetric } from '../resampled-metric.ts'
import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import type { CaseDraft, ShownFrom } from './case-draft.ts'

/** The main metric on the objects of one size, and how many labels there are of it. */
export interface SizePart {
  readonly name: string
  readonly metric: ResampledMetric
  readonly labels: number
}

/** How a task is looked at more closely than by its figures. */
export interface TaskExamination {
  /** The headline figures besides the main one, by their names in the evaluation. */
  headlines(images: readonly MeasuredImage[], labels: readonly string[]): Readonly<Record<string, ResampledMetric>>
  /** What became of each prediction that is shown and of each label, with the labels that are likely wrong marked. */
  cases(images: readonly MeasuredImage[], shownFrom: ShownFrom): CaseDraft[]
  /** The curves of each label that has any. */
  curves(images: readonly MeasuredImage[], labels: readonly string[]): LabelCurves[]
  /** The parts of a split by the size of objects; none for whole images. */
  sizes(images: readonly MeasuredImage[], labels: readonly string[]): SizePart[]
}
