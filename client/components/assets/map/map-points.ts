import Flatbush from 'flatbush'
import type { Point } from '#shared/shapes/index.ts'

/** Places by number: x and y of each, 0 to 1. */
export interface Places {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

const DIRECTIONS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
} as const
/** So many neighbours are looked at before a direction counts as empty. */
const LOOKED_AT = 400
/** How much worse a point counts that lies aside of the way. */
const ASIDE = 2

/** Finds points of the map by place, in a packed R-tree. */
export function createPointIndex({ x, y }: Places) {
  const tree = x.length > 0 ? new Flatbush(x.length) : null
  for (const [at, left] of x.entries()) tree?.add(left, y[at] ?? 0, left, y[at] ?? 0)
  tree?.finish()

  return {
    /** The nearest point within reach, null where there is none. */
    at: (place: Point, reach: number): number | null => tree?.neighbors(place.x, place.y, 1, reach)[0] ?? null,

    /** The next point in the direction of an arrow key; null for other keys and at the edge. */
    towards(from: number, key: string): number | null {
      const direction = DIRECTIONS[key as keyof typeof DIRECTIONS]
      if (!direction) return null
      let best: { point: number; cost: number } | null = null
      for (const point of tree?.neighbors(x[from] ?? 0, y[from] ?? 0, LOOKED_AT) ?? []) {
        const [right, down] = [(x[point] ?? 0) - (x[from] ?? 0), (y[point] ?? 0) - (y[from] ?? 0)]
        const ahead = right * direction.x + down * direction.y
        const aside = Math.abs(right * direction.y) + Math.abs(down * direction.x)
        if (point === from || ahead <= 0 || aside > ahead * ASIDE) continue
        const cost = ahead + ASIDE * aside
        if (!best || cost < best.cost) best = { point, cost }
      }
      return best?.point ?? null
    },

    /** The points inside a closed line, by the even-odd rule. */
    inside(line: readonly Point[]): number[] {
      const xs = line.map((corner) => corner.x)
      const ys = line.map((corner) => corner.y)
      const near = tree?.search(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)) ?? []
      return near.filter((point) => isInside(line, x[point] ?? 0, y[point] ?? 0)).sort((a, b) => a - b)
    },
  }
}

function isInside(line: readonly Point[], x: number, y: number): boolean {
  let inside = false
  for (let at = 0, before = line.length - 1; at < line.length; before = at++) {
    const [a, b] = [line[at] as Point, line[before] as Point]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}
