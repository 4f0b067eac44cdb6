import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Facts } from '#shared/labeling-rules/facts.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { AssetRow } from '../store/collections.ts'

/** A shape that a model proposed, as it proposed it. */
export interface Proposal {
  readonly id: AnnotationId
  readonly label: string
  readonly score: number
  readonly shape: Shape
}

/** An image as functions see it. */
export interface VotedAsset extends Pick<AssetRow, 'hash' | 'name' | 'width' | 'height' | 'bytes' | 'format' | 'thumbnail'> {
  readonly id: AssetId
  /** None in a task about whole images. */
  readonly proposals: readonly Proposal[]
  /** Measured once, when a function first asks. */
  facts(): Promise<Facts>
}
