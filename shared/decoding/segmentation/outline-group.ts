import type { Polygon } from '../../shapes/index.ts'
import { ringArea } from '../../shapes/ring.ts'
import { simplified } from '../../shapes/simplify.ts'
import { type Grouping, NO_OWNER } from './group-cells.ts'
import type { ReadOutput } from './read-output.ts'
import { traceContours } from './trace-contour.ts'

/** Smaller parts and holes are noise, as a share of the largest part. */
const LEAST_PART = 0.15
const LEAST_HOLE = 0.03
/** Points nearer than this to the line between their neighbours are left out. */
const TOLERANCE_CELLS = 0.1
/** What belongs to another object is outside, also where it is as likely inside as not. */
const JUST_OUTSIDE = 0.499
/** Cells around a group that its contour may run through. */
const MARGIN_CELLS = 1

/**
 * The outline of a group of cells in cells of the grid, whose corner is (0, 0), between the middles of the cells where the probability crosses one half;
 * null where nothing is left. Parts beside the largest are among the polygon's holes (even-odd).
 */
export function outlineGroup(read: ReadOutput, grouping: Grouping, index: number): Polygon | null {
  const window = windowAround(grouping.groups[index]?.cells ?? [], read.grid.width)
  if (!window) return null
  const values = new Float32Array(window.width * window.height)
  for (let row = 0; row < window.height; row++)
    for (let column = 0; column < window.width; column++)
      values[row * window.width + column] = heightOf(read, grouping, index, window.x + column, window.y + row)
  const rings = traceContours({ ...window, values }).map((ring) =>
    ring.map((value, at) =>
      at % 2 === 0 ? within(value + window.x + 0.5, read.grid.width) : within(value + window.y + 0.5, read.grid.height),
    ),
  )
  return polygonOf(rings)
}

// Towards another object the line runs where both are equally likely, towards nothing where the probability is one half.
function heightOf({ grid, inside }: ReadOutput, { owner }: Grouping, index: number, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= grid.width || y >= grid.height) return 0
  const cell = y * grid.width + x
  const isOthers = owner[cell] !== index && owner[cell] !== NO_OWNER
  return isOthers ? Math.min(1 - (inside[cell] as number), JUST_OUTSIDE) : (inside[cell] as number)
}

function polygonOf(rings: readonly number[][]): Polygon | null {
  const falling = [...rings].sort((a, b) => ringArea(b) - ringArea(a))
  const [ring, ...others] = falling
  if (!ring || ring.length < 6) return null
  const size = ringArea(ring)
  const holes = others.filter((other) => ringArea(other) >= (isAgainst(ring, other) ? LEAST_HOLE : LEAST_PART) * size)
  return simplified({ kind: 'polygon', ring, holes }, TOLERANCE_CELLS) as Polygon
}

/** Holes run the other way round than what they are in. */
const isAgainst = (ring: readonly number[], other: readonly number[]): boolean =>
  Math.sign(twiceArea(ring)) !== Math.sign(twiceArea(other))

function twiceArea(ring: readonly number[]): number {
  let twice = 0
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length
    twice += (ring[at] as number) * (ring[next + 1] as number) - (ring[next] as number) * (ring[at + 1] as number)
  }
  return twice
}

function windowAround(cells: readonly number[], width: number) {
  if (cells.length === 0) return null
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1]
  for (const cell of cells) {
    const [x, y] = [cell % width, Math.floor(cell / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  const [x, y] = [left - MARGIN_CELLS, top - MARGIN_CELLS]
  return { x, y, width: right - left + 1 + 2 * MARGIN_CELLS, height: bottom - top + 1 + 2 * MARGIN_CELLS }
}

const within = (value: number, size: number): number => Math.min(size, Math.max(0, value))
