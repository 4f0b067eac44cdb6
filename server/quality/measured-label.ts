import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Shape } from '#shared/shapes/index.ts'

/** An image with what people say is on it. */
export interface LabelledImage {
  readonly width: number
  readonly height: number
  readonly labels: readonly { readonly id: AnnotationId; readonly label: string; readonly shape: Shape }[]
}

/** A number of one label, or of two that are too much alike: then the label is the later one. */
export interface MeasuredLabel {
  readonly id: AnnotationId
  readonly value: number
}
