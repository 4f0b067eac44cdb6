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
  /** What is known to be true of it; null where it is no honeypot. */
  readonly truth: readonly RatedObject[] | null
}
