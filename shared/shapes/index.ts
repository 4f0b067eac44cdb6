import { z } from 'zod'
import { Box, box } from './box.ts'
import type { Bounds, Point, ShapeKind } from './shape.ts'
import { Whole, whole } from './whole.ts'

export type { Box } from './box.ts'
export type { Bounds, Point } from './shape.ts'

/** Geometry only; what it means is the annotation's. */
export const Shape = z.discriminatedUnion('kind', [Box, Whole])
export type Shape = z.infer<typeof Shape>
export type ShapeKindId = Shape['kind']

const kinds: { [K in ShapeKindId]: ShapeKind<Extract<Shape, { kind: K }>> } = { box, whole }

// The one place where a shape meets its kind: TypeScript cannot follow that both carry the same `kind`.
const kindOf = <S extends Shape>(shape: S) => kinds[shape.kind] as unknown as ShapeKind<S>

/** The smallest rectangle around a shape, or null where it covers the whole asset. */
export const bounds = (shape: Shape): Bounds | null => kindOf(shape).bounds(shape)
/** Square pixels. */
export const area = (shape: Shape): number => kindOf(shape).area(shape)
/** Whether a place lies in a shape or on its edge. */
export const contains = (shape: Shape, point: Point): boolean => kindOf(shape).contains(shape, point)
/** Intersection over union, 0 to 1; 0 for shapes of different kinds. */
export const iou = (a: Shape, b: Shape): number => (a.kind === b.kind ? kindOf(a).iou(a, b) : 0)
/** The part of a shape inside the frame, or null where nothing is left. */
export const clip = <S extends Shape>(shape: S, frame: Bounds): S | null => kindOf(shape).clip(shape, frame)
