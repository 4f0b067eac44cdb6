import type { Point, Ring } from '#shared/shapes/index.ts'

/** An edge shorter than this on the screen has no place to add a vertex by, in screen pixels. */
const ROOM_FOR_MIDDLE = 28

/** The middle of an edge, and the place in the flat list where a new vertex would stand. */
export interface EdgeMiddle {
  readonly at: Point
  readonly index: number
}

/** The middles of the edges that are long enough on the screen to be taken by; `pixelSize` in image pixels per screen pixel. */
export function edgeMiddles(flat: Ring, isClosed: boolean, pixelSize: number): EdgeMiddle[] {
  const found: EdgeMiddle[] = []
  const last = isClosed ? flat.length : flat.length - 2
  for (let at = 0; at < last; at += 2) {
    const next = (at + 2) % flat.length
    const [x, y, toX, toY] = [flat[at], flat[at + 1], flat[next], flat[next + 1]] as [number, number, number, number]
    if (Math.hypot(toX - x, toY - y) >= ROOM_FOR_MIDDLE * pixelSize)
      found.push({ at: { x: (x + toX) / 2, y: (y + toY) / 2 }, index: at + 2 })
  }
  return found
}

/** Where in a flat list the nearest vertex within `reach` image pixels stands; null where there is none. */
export function vertexNear(flat: Ring, { x, y }: Point, reach: number): number | null {
  let nearest = reach
  let found: number | null = null
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const distance = Math.hypot((flat[at] as number) - x, (flat[at + 1] as number) - y)
    if (distance > nearest) continue
    nearest = distance
    found = at
  }
  return found
}

/** The flat list with the vertex at a place moved, */
export const withVertexAt = (flat: Ring, index: number, { x, y }: Point): number[] => flat.toSpliced(index, 2, x, y)
/** with one more vertex before it, */
export const withVertexAdded = (flat: Ring, index: number, { x, y }: Point): number[] => flat.toSpliced(index, 0, x, y)
/** or without it. */
export const withoutVertex = (flat: Ring, index: number): number[] => flat.toSpliced(index, 2)
