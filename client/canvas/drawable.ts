import type { AnnotationId } from '#shared/domain/ids.ts'
import type { SkeletonTemplate } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'

/** How decided a shape looks: dashed, an outline, an outline with a tinted inside. */
export type Decidedness = 'suggested' | 'draft' | 'approved'

/** One shape as it is drawn: everything the canvas needs to know of an annotation. */
export interface Drawable {
  readonly id: AnnotationId
  readonly shape: Shape
  /** #rrggbb */
  readonly color: string
  /** What its tag says. */
  readonly tag: string
  /** What joins the keypoints of its label; null where it has none. */
  readonly template: SkeletonTemplate | null
  readonly look: Decidedness
  /** How strongly its inside is tinted: 0 not at all; absent as usual, which is 1. */
  readonly tint?: number
  /** Waits for a person to choose between two versions. */
  readonly isContested: boolean
  /** Would be left out by what the person is about to do. */
  readonly isFaint: boolean
}

/** What a shape looks like before it is an annotation. */
export interface Pen {
  /** #rrggbb */
  readonly color: string
  readonly tag: string
  readonly template: SkeletonTemplate | null
}

/** A shape that is no annotation (yet): being drawn, or in somebody else's hand. */
export const sketch = (shape: Shape, pen: Pen): Drawable => ({
  ...pen,
  id: '' as AnnotationId,
  shape,
  look: 'draft',
  isContested: false,
  isFaint: false,
})
