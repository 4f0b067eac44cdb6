import type { z } from 'zod'

/** A place on the oriented image, in pixels; (0, 0) is the top-left corner of the top-left pixel. */
export interface Point {
  x: number
  y: number
}

/** An axis-parallel rectangle in pixels of the oriented image. */
export interface Bounds extends Point {
  width: number
  height: number
}

/** A closed outline as a flat list x, y, x, y … in pixels; the last point is joined to the first. */
export type Ring = readonly number[]

/** Everything the platform knows about one kind of shape. Pure: it runs in the browser and on the server. */
export interface ShapeKind<S extends { kind: string }> {
  readonly kind: S['kind']
  /** What people call it, as it stands in a sentence: "rotated box". */
  readonly noun: string
  /** Several of them: "rotated boxes". */
  readonly plural: string
  readonly schema: z.ZodType<S>
  /** The smallest rectangle around the shape, or null where it covers the whole asset. */
  bounds(shape: S): Bounds | null
  /** Square pixels; 0 for shapes without an inside. */
  area(shape: S): number
  /** Whether a place is in the shape, or at most `reach` pixels from its line or points where it has no inside. */
  contains(shape: S, point: Point, reach?: number): boolean
  /** Intersection over union with another shape of the same kind, 0 to 1. */
  iou(a: S, b: S): number
  /** The place that must lie on the image, for kinds that may reach over its edge: what sticks out could not be cut off. Others lie inside as a whole. */
  anchor?(shape: S): Point
  /** The part that may stand on an image of this frame, or null where nothing is left. */
  clip(shape: S, frame: Bounds): S | null
  /** The shape somewhere else. */
  moved(shape: S, dx: number, dy: number): S
  /** Its outlines, outer ones and holes alike (even-odd); empty for shapes without an inside. */
  outline(shape: S): Ring[]
  /** Why the shape is not valid, as a hint for the person who drew it; null where it is. */
  problem(shape: S): string | null
}
