/** Numbers at the crossings of a rectangular net, row by row. */
export interface Field {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** What is at least this high is inside. */
const LEVEL = 0.5
/** Edges of one mesh by their place: top, right, bottom, left. */
const [TOP, RIGHT, BOTTOM, LEFT] = [0, 1, 2, 3] as const
type Side = typeof TOP | typeof RIGHT | typeof BOTTOM | typeof LEFT

/**
 * From which edge of a mesh to which its contour runs, with the inside on its right, by the corners that are inside (top left 1, top right 2,
 * bottom right 4, bottom left 8). The two cases with opposite corners are told apart by the mean of all four.
 */
const RUNS: readonly (readonly [Side, Side][])[] = [
  [],
  [[TOP, LEFT]],
  [[RIGHT, TOP]],
  [[RIGHT, LEFT]],
  [[BOTTOM, RIGHT]],
  [
    [TOP, LEFT],
    [BOTTOM, RIGHT],
  ],
  [[BOTTOM, TOP]],
  [[BOTTOM, LEFT]],
  [[LEFT, BOTTOM]],
  [[TOP, BOTTOM]],
  [
    [RIGHT, TOP],
    [LEFT, BOTTOM],
  ],
  [[RIGHT, BOTTOM]],
  [[LEFT, RIGHT]],
  [[TOP, RIGHT]],
  [[LEFT, TOP]],
  [],
]
const MAIN_SADDLE = 5
const OTHER_SADDLE = 10
const JOINED_SADDLES: Readonly<Record<number, readonly [Side, Side][]>> = {
  [MAIN_SADDLE]: [
    [TOP, RIGHT],
    [BOTTOM, LEFT],
  ],
  [OTHER_SADDLE]: [
    [RIGHT, BOTTOM],
    [LEFT, TOP],
  ],
}

/**
 * The closed lines along which a field is 0.5, as flat rings x, y … in the net's coordinates, by marching squares with linear interpolation
 * (Lorensen and Cline 1987, in two dimensions). What is on the border of the net should be outside, or its lines stay open and are left out.
 */
export function traceContours({ width, height, values }: Field): number[][] {
  const next = new Map<number, number>()
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      for (const [from, to] of runsIn(x, y)) next.set(edgeOf(x, y, from), edgeOf(x, y, to))
    }
  }
  const rings: number[][] = []
  for (const start of [...next.keys()]) {
    if (!next.has(start)) continue
    const ring: number[] = []
    let edge = start
    for (let following = next.get(edge); following !== undefined; following = next.get(edge)) {
      ring.push(...placeOn(edge))
      next.delete(edge)
      edge = following
    }
    if (edge === start) rings.push(ring)
  }
  return rings

  function runsIn(x: number, y: number): readonly (readonly [Side, Side])[] {
    const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)] as const
    const pattern = corners.reduce((bits, value, index) => bits | (value >= LEVEL ? 1 << index : 0), 0)
    const joined = JOINED_SADDLES[pattern]
    const isJoined = joined && corners.reduce((sum, value) => sum + value, 0) / corners.length >= LEVEL
    return isJoined ? joined : (RUNS[pattern] ?? [])
  }

  /** Edges to the right of a crossing have even numbers, those below it odd ones. */
  function edgeOf(x: number, y: number, side: Side): number {
    if (side === TOP) return 2 * (y * width + x)
    if (side === BOTTOM) return 2 * ((y + 1) * width + x)
    if (side === LEFT) return 2 * (y * width + x) + 1
    return 2 * (y * width + x + 1) + 1
  }

  function placeOn(edge: number): [number, number] {
    const first = edge >> 1
    const [x, y] = [first % width, Math.floor(first / width)]
    const isAcross = edge % 2 === 0
    const [a, b] = [at(x, y), isAcross ? at(x + 1, y) : at(x, y + 1)]
    const share = (LEVEL - a) / (b - a)
    return isAcross ? [x + share, y] : [x, y + share]
  }

  function at(x: number, y: number): number {
    return values[y * width + x] as number
  }
}
