import type { Point, Ring, Shape } from '#shared/shapes/index.ts'
import type { Size } from '../../viewport.ts'

/** What is known while a grip is pulled. */
export interface Pull {
  readonly image: Size
  /** In even steps only (Shift): 15 degrees for what turns. */
  readonly isStepped: boolean
}

/** A place where a shape can be taken by. */
export interface Grip<S extends Shape = Shape> {
  readonly cursor: string
  /** Whether it may jump to the edges and corners of other shapes. */
  readonly snaps: boolean
  /** The shape with this place pulled somewhere else. */
  pulled(to: Point, pull: Pull): S
  /** What Alt and a click make of the place, or a double click; null where it means nothing. */
  altered(isDouble: boolean): S | null
}

/** A line that others may run along: a flat list, with its ends joined or not; `loose` points are joined by nothing. */
export interface Line {
  readonly flat: Ring
  readonly joins: 'closed' | 'open' | 'loose'
}

/** How one kind of shape is taken by the hand; `pixelSize` in image pixels per screen pixel. */
export interface Grips<S extends Shape> {
  /** The grip at a place; null where there is none. */
  at(shape: S, point: Point, pixelSize: number): Grip<S> | null
  /** What other shapes may snap to. */
  lines(shape: S): readonly Line[]
}

/** How near a grip counts, in screen pixels. */
export const GRIP_REACH = 7
/** What a click does to a grip that is only there to be pulled. */
export const nothing = () => null
