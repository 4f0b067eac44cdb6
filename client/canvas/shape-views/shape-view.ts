import type { Shape } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import type { Viewport } from '../viewport.ts'

/** How much there is to see: thousands of shapes get one plain line each, fewer get both edges and their fill. */
export type Detail = 'plain' | 'full'

/** What a shape in hand is taken by: nothing, its points while it is being drawn, or all its handles. */
export type Handling = 'none' | 'sketch' | 'full'

/** How one kind of shape is drawn, on a context whose unit is a CSS pixel of the stage. */
export interface ShapeView<S extends Shape> {
  draw(context: CanvasRenderingContext2D, shape: S, drawable: Drawable, viewport: Viewport, detail: Detail): void
  /** The same, in hand: brighter, with what it can be taken by. */
  drawSelected(context: CanvasRenderingContext2D, shape: S, drawable: Drawable, viewport: Viewport, handling: Handling): void
}
