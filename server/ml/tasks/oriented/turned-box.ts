import type { Polygon, Ring } from '#shared/shapes/index.ts'
import type { Grid } from '../task.ts'

/** A turned box in cells: its middle, its longer and its shorter side, and the angle of the longer one in radians (clockwise on the screen). */
export interface TurnedBox {
  readonly x: number
  readonly y: number
  readonly long: number
  readonly short: number
  readonly angle: number
}

/** Corners of a box: x, y of four places. */
const CORNER_NUMBERS = 8
const CORNERS = 4
const LEAST_SIDE_CELLS = 0.2

/**
 * The turned box that has the middle and the spread of a parallelogram in fractions of a grid: stretching an image makes parallelograms of turned boxes.
 * Null where the ring has not four corners.
 */
export function turnedBoxOf(ring: Ring, { width, height }: Grid): TurnedBox | null {
  if (ring.length !== CORNER_NUMBERS) return null
  const corners = Array.from({ length: CORNERS }, (_, corner) => ({
    x: (ring[corner * 2] as number) * width,
    y: (ring[corner * 2 + 1] as number) * height,
  })) as [Place, Place, Place, Place]
  const [first, second, third, fourth] = corners
  const one = { x: second.x - first.x, y: second.y - first.y }
  const other = { x: fourth.x - first.x, y: fourth.y - first.y }
  const spread = { xx: one.x ** 2 + other.x ** 2, yy: one.y ** 2 + other.y ** 2, xy: one.x * one.y + other.x * other.y }
  return { x: (first.x + third.x) / 2, y: (first.y + third.y) / 2, ...axesOf(spread) }
}

interface Place {
  readonly x: number
  readonly y: number
}

/** The axes of an ellipse by its symmetric matrix, the sides squared. */
function axesOf({ xx, yy, xy }: { xx: number; yy: number; xy: number }): Pick<TurnedBox, 'long' | 'short' | 'angle'> {
  const mean = (xx + yy) / 2
  const reach = Math.hypot((xx - yy) / 2, xy)
  const side = (squared: number) => Math.max(LEAST_SIDE_CELLS, Math.sqrt(Math.max(0, squared)))
  return { long: side(mean + reach), short: side(mean - reach), angle: Math.atan2(2 * xy, xx - yy) / 2 }
}

/** The four corners of a turned box as fractions of a grid. */
export function polygonOf({ x, y, long, short, angle }: TurnedBox, { width, height }: Grid): Polygon {
  const [cos, sin] = [Math.cos(angle) / 2, Math.sin(angle) / 2]
  const corner = (along: number, across: number) => [
    (x + along * long * cos - across * short * sin) / width,
    (y + along * long * sin + across * short * cos) / height,
  ]
  return { kind: 'polygon', ring: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)].flat(), holes: [] }
}
