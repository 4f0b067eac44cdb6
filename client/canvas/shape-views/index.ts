import type { Shape, ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import type { Viewport } from '../viewport.ts'
import { boxView } from './box-view.ts'
import { outlineView } from './outline-view.ts'
import type { Detail, ShapeView } from './shape-view.ts'
import { wholeView } from './whole-view.ts'

const views: { [K in ShapeKindId]: ShapeView<ShapeOf<K>> } = {
  box: boxView,
  'rotated-box': outlineView,
  polygon: outlineView,
  polyline: outlineView,
  points: outlineView,
  ellipse: outlineView,
  mask: outlineView,
  skeleton: outlineView,
  whole: wholeView,
}

// The one place where a shape meets its view: TypeScript cannot follow that both carry the same `kind`.
const viewOf = <S extends Shape>(shape: S) => views[shape.kind] as unknown as ShapeView<S>

/** Draws a shape at rest. */
export const drawShape = (context: CanvasRenderingContext2D, drawable: Drawable, viewport: Viewport, detail: Detail) =>
  viewOf(drawable.shape).draw(context, drawable.shape, drawable, viewport, detail)

/** Draws a shape that is selected or in hand. */
export const drawSelectedShape = (
  context: CanvasRenderingContext2D,
  drawable: Drawable,
  viewport: Viewport,
  withHandles: boolean,
) => viewOf(drawable.shape).drawSelected(context, drawable.shape, drawable, viewport, withHandles)
