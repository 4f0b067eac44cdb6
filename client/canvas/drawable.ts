import type { AnnotationId } from '#shared/domain/ids.ts'
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
  readonly look: Decidedness
  /** Waits for a person to choose between two versions. */
  readonly isContested: boolean
  /** Would be left out by what the person is about to do. */
  readonly isFaint: boolean
}
