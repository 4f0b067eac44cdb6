import type { Polygon, Ring } from '../../shapes/index.ts'
import type { Grid } from '../prediction.ts'

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

/** A box at least this many times as long as wide has a direction of its own; what is squarer is turned as its sides are. */
export const ELONGATED = 1.3
const QUARTER_TURN = Math.PI / 2

/**
 * The turned box with the middle and the spread of a parallelogram in fractions of a grid: stretching an image makes parallelograms of turned boxes.
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
  const middle = { x: (first.x + third.x) / 2, y: (first.y + third.y) / 2 }
  const spread = axesOfSpread(one, other)
  return { ...middle, ...(spread.long >= ELONGATED * spread.short ? spread : axesAlong(one, other)) }
}

interface Place {
  readonly x: number
  readonly y: number
}
type Axes = Pick<TurnedBox, 'long' | 'short' | 'angle'>

/** The axes of the ellipse that is spread as the area between two edges. */
function axesOfSpread(one: Place, other: Place): Axes {
  const [xx, yy, xy] = [one.x ** 2 + other.x ** 2, one.y ** 2 + other.y ** 2, one.x * one.y + other.x * other.y]
  const mean = (xx + yy) / 2
  const reach = Math.hypot((xx - yy) / 2, xy)
  return {
    long: side(Math.sqrt(mean + reach)),
    short: side(Math.sqrt(Math.max(0, mean - reach))),
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  }
}

/** The edges themselves, turned to a right angle to each other by as much each. */
function axesAlong(one: Place, other: Place): Axes {
  const direction = Math.atan2(one.y, one.x)
  const skew = Math.atan2(other.y, other.x) - direction
  const angle = direction + (skew - Math.round(skew / QUARTER_TURN) * QUARTER_TURN) / 2
  const [along, across] = [side(Math.hypot(one.x, one.y)), side(Math.hypot(other.x, other.y))]
  return along >= across ? { long: along, short: across, angle } : { long: across, short: along, angle: angle + QUARTER_TURN }
}

const side = (cells: number): number => Math.max(LEAST_SIDE_CELLS, cells)

/** The four corners of a turned box as fractions of a grid. */
export function polygonOf({ x, y, long, short, angle }: TurnedBox, { width, height }: Grid): Polygon {
  const [cos, sin] = [Math.cos(angle) / 2, Math.sin(angle) / 2]
  const corner = (along: number, across: number) => [
    (x + along * long * cos - across * short * sin) / width,
    (y + along * long * sin + across * short * cos) / height,
  ]
  return { kind: 'polygon', ring: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)].flat(), holes: [] }
}
