import { z } from 'zod'
import { boundsFit } from './bounds.ts'
import { Box, box } from './box.ts'
import { Ellipse, ellipse } from './ellipse.ts'
import { Mask } from './mask.ts'
import { mask } from './mask-kind.ts'
import { Points, points } from './points.ts'
import { Polygon } from './polygon.ts'
import { polygon } from './polygon-kind.ts'
import { Polyline, polyline } from './polyline.ts'
import { RotatedBox, rotatedBox } from './rotated-box.ts'
import type { Bounds, Point, Ring, ShapeKind } from './shape.ts'
import { Skeleton, skeleton } from './skeleton.ts'
import { Whole, whole } from './whole.ts'

export type { Box } from './box.ts'
export type { Ellipse } from './ellipse.ts'
export type { Mask } from './mask.ts'
export type { Points } from './points.ts'
export type { Polygon } from './polygon.ts'
export type { Polyline } from './polyline.ts'
export type { RotatedBox } from './rotated-box.ts'
export type { Bounds, Point, Ring } from './shape.ts'
export type { Skeleton } from './skeleton.ts'

/** Geometry only; what it means is the annotation's. */
export const Shape = z.discriminatedUnion('kind', [Box, RotatedBox, Polygon, Polyline, Points, Ellipse, Mask, Skeleton, Whole])
export type Shape = z.infer<typeof Shape>
export type ShapeKindId = Shape['kind']
export type ShapeOf<K extends ShapeKindId> = Extract<Shape, { kind: K }>

const kinds: { [K in ShapeKindId]: ShapeKind<ShapeOf<K>> } = {
  box,
  'rotated-box': rotatedBox,
  polygon,
  polyline,
  points,
  ellipse,
  mask,
  skeleton,
  whole,
}

/** Every kind, in the order people meet them. */
export const SHAPE_KINDS = Object.keys(kinds) as [ShapeKindId, ...ShapeKindId[]]

// The one place where a shape meets its kind: TypeScript cannot follow that both carry the same `kind`.
const kindOf = <S extends Shape>(shape: S) => kinds[shape.kind] as unknown as ShapeKind<S>

/** What people call a kind of shape: "rotated box". */
export const nounOf = (kind: ShapeKindId): string => kinds[kind].noun
/** One of a kind with its article: "an ellipse". */
export const aNounOf = (kind: ShapeKindId): string => `${/^[aeiou]/.test(nounOf(kind)) ? 'an' : 'a'} ${nounOf(kind)}`
/** Several of a kind: "rotated boxes". */
export const pluralOf = (kind: ShapeKindId): string => kinds[kind].plural
/** The smallest rectangle around a shape, or null where it covers the whole asset. */
export const bounds = (shape: Shape): Bounds | null => kindOf(shape).bounds(shape)
/** Square pixels; 0 for shapes without an inside. */
export const area = (shape: Shape): number => kindOf(shape).area(shape)
/** Whether a place lies in a shape, or within `reach` pixels of its line or points where it has no inside. */
export const contains = (shape: Shape, point: Point, reach = 0): boolean => kindOf(shape).contains(shape, point, reach)
/** Intersection over union, 0 to 1; 0 for shapes of different kinds. */
export const iou = (a: Shape, b: Shape): number => (a.kind === b.kind ? kindOf(a).iou(a, b) : 0)
/** Whether a shape may stand on an image of this frame: inside it, give or take `slack` pixels; turned boxes and ellipses with their centre. */
export function fits(shape: Shape, frame: Bounds, slack = 0): boolean {
  const anchor = kindOf(shape).anchor?.(shape)
  const extent = anchor ? { ...anchor, width: 0, height: 0 } : bounds(shape)
  return extent === null || boundsFit(extent, frame, slack)
}
/** The part of a shape that fits the frame, or null where nothing is left. */
export const clip = <S extends Shape>(shape: S, frame: Bounds): S | null => kindOf(shape).clip(shape, frame)
/** A shape somewhere else. */
export const moved = <S extends Shape>(shape: S, dx: number, dy: number): S => kindOf(shape).moved(shape, dx, dy)
/** Outlines of a shape, outer ones and holes (even-odd); empty for shapes without an inside. */
export const outline = (shape: Shape): Ring[] => kindOf(shape).outline(shape)
/** Why a shape is not valid, as a hint; null where it is. */
export const problem = (shape: Shape): string | null => kindOf(shape).problem(shape)
