import type { AssetId } from '#shared/domain/ids.ts'
import type { RatedShape } from './matched-units.ts'

/** The model as a rater. */
export const MODEL = 'model'

/** One thing a rater says of an image, with its number where the task is about one. */
export interface RatedObject extends RatedShape {
  readonly value: number | null
}

/** An image with what each rater who handed it in says of it. */
export interface RatedImage {
  readonly assetId: AssetId
  readonly name: string
  readonly ratings: ReadonlyMap<string, readonly RatedObject[]>
  /** Slipped in among the others to see how raters do: it is not merged. */
  readonly isHoneypot: boolean
  /** What is known to be true of a honeypot; null of other images, and while it is not approved. */
  readonly truth: readonly RatedObject[] | null
}
