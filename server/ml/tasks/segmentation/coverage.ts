import type { Grid } from '#shared/decoding/prediction.ts'
import type { Ring } from '#shared/shapes/index.ts'
import { ringArea, ringsContain } from '#shared/shapes/ring.ts'

/** How much of each cell an area covers, 0 to 1, row by row in a rectangle of the grid. */
export interface Coverage {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly values: Float32Array
  /** Square cells. */
  readonly area: number
}

/**
 * The exact share of every cell of a grid that lies inside rings (even-odd; they may touch, not cross), given in cells; null where nothing of them
 * lies on the grid. Every edge adds the signed area to its left along its row, and a running sum over the row turns these into shares, as
 * renderers of fonts do.
 */
export function coverage(rings: readonly Ring[], grid: Grid): Coverage | null {
  const clipped = rings.map((ring) => clippedRing(ring, grid))
  const xs = clipped.flatMap((ring) => ring.filter((_, at) => at % 2 === 0))
  const ys = clipped.flatMap((ring) => ring.filter((_, at) => at % 2 === 1))
  if (xs.length === 0) return null
  const [x, y] = [Math.floor(least(xs)), Math.floor(least(ys))]
  const [width, height] = [Math.ceil(most(xs)) - x, Math.ceil(most(ys)) - y]
  if (width <= 0 || height <= 0) return null

  // One column more, for what lies to the right of the last.
  const steps = new Float64Array((width + 1) * height)
  clipped.forEach((ring, index) => {
    const sign = Math.sign(signedArea(ring)) * (isHole(rings, index) ? -1 : 1)
    forEachEdge(ring, (ax, ay, bx, by) => addEdge(steps, width + 1, [ax - x, ay - y, bx - x, by - y], sign))
  })
  const values = new Float32Array(width * height)
  let area = 0
  for (let row = 0; row < height; row++) {
    let sum = 0
    for (let column = 0; column < width; column++) {
      sum += steps[row * (width + 1) + column] as number
      const share = Math.min(1, Math.max(0, sum))
      values[row * width + column] = share
      area += share
    }
  }
  return area > 0 ? { x, y, width, height, values, area } : null
}

/** Inside an odd number of the other rings: even-odd, whichever way round it was drawn. */
function isHole(rings: readonly Ring[], index: number): boolean {
  const [x, y] = rings[index] as [number, number]
  const own = ringArea(rings[index] as Ring)
  const around = rings.filter((other, at) => at !== index && ringArea(other) > own && ringsContain([other], { x, y }))
  return around.length % 2 === 1
}

type Edge = readonly [ax: number, ay: number, bx: number, by: number]

/** Adds what an edge changes to the running sum of each row that it passes; places are in the rectangle's cells. */
function addEdge(steps: Float64Array, stride: number, [ax, ay, bx, by]: Edge, sign: number): void {
  if (ay === by) return
  const direction = ay < by ? sign : -sign
  const [topX, topY, bottomX, bottomY] = ay < by ? [ax, ay, bx, by] : [bx, by, ax, ay]
  const slope = (bottomX - topX) / (bottomY - topY)
  for (let row = Math.floor(topY); row < bottomY; row++) {
    const [from, to] = [Math.max(topY, row), Math.min(bottomY, row + 1)]
    const [x0, x1] = [topX + (from - topY) * slope, topX + (to - topY) * slope]
    addSlice(steps, row * stride, x0 < x1 ? [x0, x1] : [x1, x0], direction * (to - from))
  }
}

/** Spreads the height of an edge within one row over the cells between its ends, so that the running sum is the area to its right. */
function addSlice(steps: Float64Array, first: number, [left, right]: readonly [number, number], height: number): void {
  const [from, to] = [Math.floor(left), Math.floor(right)]
  if (from === to || right - left === 0) {
    const share = 1 - ((left + right) / 2 - from)
    steps[first + from] = (steps[first + from] as number) + height * share
    if (share < 1) steps[first + from + 1] = (steps[first + from + 1] as number) + height * (1 - share)
    return
  }
  const perCell = height / (right - left)
  for (let cell = from; cell <= to && cell < right; cell++) {
    const [a, b] = [Math.max(left, cell), Math.min(right, cell + 1)]
    const part = perCell * (b - a)
    const share = 1 - ((a + b) / 2 - cell)
    steps[first + cell] = (steps[first + cell] as number) + part * share
    steps[first + cell + 1] = (steps[first + cell + 1] as number) + part * (1 - share)
  }
}

/** A ring cut along the edges of the grid (Sutherland and Hodgman 1974); where it leaves and comes back it runs along the edge. */
function clippedRing(ring: Ring, { width, height }: Grid): number[] {
  const left = cut(ring, (x) => x, 0)
  const right = cut(left, (x) => width - x, width)
  const top = cut(right, (_x, y) => y, 0)
  return cut(top, (_x, y) => height - y, height)
}

/** What of a ring has no negative distance; `edge` is the place of the line that cuts. */
function cut(ring: Ring, distance: (x: number, y: number) => number, edge: number): number[] {
  const kept: number[] = []
  forEachEdge(ring, (ax, ay, bx, by) => {
    const [a, b] = [distance(ax, ay), distance(bx, by)]
    if (a >= 0) kept.push(ax, ay)
    if (a < 0 === b < 0) return
    const share = a / (a - b)
    const [x, y] = [ax + share * (bx - ax), ay + share * (by - ay)]
    // The coordinate that is cut takes the line's own place, so that rounding leaves nothing beyond it.
    if (distance(x, y) === distance(x, y + 1)) kept.push(edge, y)
    else kept.push(x, edge)
  })
  return kept
}

function forEachEdge(ring: Ring, visit: (ax: number, ay: number, bx: number, by: number) => void): void {
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length
    visit(ring[at] as number, ring[at + 1] as number, ring[next] as number, ring[next + 1] as number)
  }
}

/** Positive where the inside lies to the right of edges that run down: the running sum of such a ring is 1 inside. */
function signedArea(ring: Ring): number {
  let twice = 0
  forEachEdge(ring, (ax, ay, bx, by) => {
    twice += bx * ay - ax * by
  })
  return twice
}

const least = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
const most = (values: readonly number[]): number =>
  values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
