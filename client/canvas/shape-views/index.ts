import type { Shape, ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import type { Drawable } from '../drawable.ts'
import type { Viewport } from '../viewport.ts'
import { boxView } from './box-view.ts'
import { maskView } from './mask-view.ts'
import { pointsView } from './points-view.ts'
import { polygonView, polylineView } from './polygon-view.ts'
import type { Detail, Handling, ShapeView } from './shape-view.ts'
import { skeletonView } from './skeleton-view.ts'
import { ellipseView, rotatedBoxView } from './turned-view.ts'
import { wholeView } from './whole-view.ts'

const views: { [K in ShapeKindId]: ShapeView<ShapeOf<K>> } = {
  box: boxView,
  'rotated-box': rotatedBoxView,
  polygon: polygonView,
  polyline: polylineView,
  points: pointsView,
  ellipse: ellipseView,
  mask: maskView,
  skeleton: skeletonView,
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
  handling: Handling,
) => viewOf(drawable.shape).drawSelected(context, drawable.shape, drawable, viewport, handling)
