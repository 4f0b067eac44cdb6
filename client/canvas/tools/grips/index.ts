import type { Point, Shape, ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import { boxGrips } from './box-grips.ts'
import { type Grip, type Grips, type Line, nothing } from './grip.ts'
import { skeletonGrips } from './skeleton-grips.ts'
import { ellipseGrips, rotatedBoxGrips } from './turned-grips.ts'
import { pointsGrips, polygonGrips, polylineGrips } from './vertex-grips.ts'

/** Painted, not pulled. */
const noGrips = { at: nothing, lines: () => [] }

const grips: { [K in ShapeKindId]: Grips<ShapeOf<K>> } = {
  box: boxGrips,
  'rotated-box': rotatedBoxGrips,
  polygon: polygonGrips,
  polyline: polylineGrips,
  points: pointsGrips,
  ellipse: ellipseGrips,
  mask: noGrips,
  skeleton: skeletonGrips,
  whole: noGrips,
}

// The one place where a shape meets its grips: TypeScript cannot follow that both carry the same `kind`.
const gripsOf = <S extends Shape>(shape: S) => grips[shape.kind] as unknown as Grips<S>

/** Where a shape can be taken by at a place; null where it cannot. `pixelSize` in image pixels per screen pixel. */
export const gripAt = <S extends Shape>(shape: S, point: Point, pixelSize: number): Grip<S> | null =>
  gripsOf(shape).at(shape, point, pixelSize)

/** The lines of a shape that others may snap to and run along. */
export const linesOf = (shape: Shape): readonly Line[] => gripsOf(shape).lines(shape)
