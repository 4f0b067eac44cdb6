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

/** Everything the platform knows about one kind of shape. Pure: it runs in the browser and on the server. */
export interface ShapeKind<S extends { kind: string }> {
  readonly kind: S['kind']
  readonly schema: z.ZodType<S>
  /** The smallest rectangle around the shape, or null where it covers the whole asset. */
  bounds(shape: S): Bounds | null
  /** Square pixels; 0 for shapes without an inside. */
  area(shape: S): number
  contains(shape: S, point: Point): boolean
  /** Intersection over union with another shape of the same kind, 0 to 1. */
  iou(a: S, b: S): number
  /** The part inside the frame, or null where nothing is left. */
  clip(shape: S, frame: Bounds): S | null
}
