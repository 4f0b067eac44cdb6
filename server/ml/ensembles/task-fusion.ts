import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import type { Pool } from './pool-classes.ts'

/** What one member says of an image, best first. */
export type Voice = readonly LabelledPrediction[]

/** An image whose labels are known, with what each member says of it. */
export interface TaughtImage {
  /** One per member, in their order. */
  readonly voices: readonly Voice[]
  readonly truth: readonly { readonly label: string }[]
}

/** How the predictions of several models become those of one. */
export interface TaskFusion {
  /** How far each member is to be trusted, from images with their labels and the main figure each member reaches on them. */
  learn(images: readonly TaughtImage[], figures: readonly (number | null)[], labels: readonly string[]): Pool
  /** One image: what all members say -> what they say together, best first; nothing where nobody says anything. */
  fuse(voices: readonly Voice[], pool: Pool, labels: readonly string[]): LabelledPrediction[]
}
