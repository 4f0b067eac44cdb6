import type { Whole } from '#shared/shapes/whole.ts'
import type { ShapeView } from './shape-view.ts'

/** A label of the whole asset is said beside the image, not drawn on it. */
export const wholeView: ShapeView<Whole> = { draw() {}, drawSelected() {} }
