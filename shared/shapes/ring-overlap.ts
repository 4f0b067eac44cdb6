import { Clipper, FillRule, type Paths64 } from 'clipper2-ts'
import Flatbush from 'flatbush'
import type { Polygon } from './polygon.ts'
import { ringArea } from './ring.ts'
import type { Bounds, Ring } from './shape.ts'

/** Clipper2 counts in whole numbers: a thousandth of a pixel. */
const STEPS_PER_PIXEL = 1000

/** Intersection over union of two areas given by rings (even-odd), 0 to 1. */
export function ringsIou(a: readonly Ring[], b: readonly Ring[]): number {
  const [pathsA, pathsB] = [toPaths(a), toPaths(b)]
  const common = pathsArea(Clipper.intersect(pathsA, pathsB, FillRule.EvenOdd))
  if (common === 0) return 0
  return common / pathsArea(Clipper.union(pathsA, pathsB, FillRule.EvenOdd))
}

/** The largest part of a polygon inside the frame, or null where nothing is left. */
export function clippedRings(shape: Polygon, frame: Bounds): Polygon | null {
  const { x, y, width, height } = frame
  const cut = Clipper.intersect(
    toPaths([shape.ring, ...shape.holes]),
    toPaths([[x, y, x + width, y, x + width, y + height, x, y + height]]),
    FillRule.EvenOdd,
  )
  return toPolygons(cut)[0] ?? null
}

/** A hint where rings cross themselves or each other, else null. */
export function crossingProblem(rings: readonly Ring[]): string | null {
  const segments = rings.flatMap((ring, ringIndex) =>
    Array.from({ length: ring.length / 2 }, (_, index) => {
      const next = ((index + 1) * 2) % ring.length
      return { ring: ringIndex, index, from: [ring[index * 2], ring[index * 2 + 1]], to: [ring[next], ring[next + 1]] } as Segment
    }),
  )
  const tree = new Flatbush(segments.length)
  for (const { from, to } of segments)
    tree.add(Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1]))
  tree.finish()
  for (const [at, segment] of segments.entries()) {
    const { from, to } = segment
    const near = tree.search(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
      (other) => other > at,
    )
    const crossing = near.map((other) => segments[other] as Segment).find((other) => doCross(segment, other))
    if (crossing)
      return segment.ring === crossing.ring
        ? `The outline crosses itself near (${Math.round(from[0])}, ${Math.round(from[1])}): move that point`
        : `A hole crosses the outline near (${Math.round(from[0])}, ${Math.round(from[1])}): keep it inside`
  }
  return null
}

/** Polygons with their holes out of Clipper2's paths, the largest first. */
export function toPolygons(paths: Paths64): Polygon[] {
  const rings = paths.map((path) => path.flatMap(({ x, y }) => [x / STEPS_PER_PIXEL, y / STEPS_PER_PIXEL]))
  const outer = rings.filter((_, index) => Clipper.area(paths[index] as Paths64[number]) > 0)
  const holes = rings.filter((_, index) => Clipper.area(paths[index] as Paths64[number]) < 0)
  const polygons = outer
    .map((ring) => ({ kind: 'polygon' as const, ring, holes: [] as number[][] }))
    .sort((a, b) => ringArea(b.ring) - ringArea(a.ring))
  for (const hole of holes) {
    const home = polygons.findLast(({ ring }) => surrounds(ring, hole))
    home?.holes.push(hole)
  }
  return polygons
}

/** Clipper2's paths out of rings. */
export const toPaths = (rings: readonly Ring[]): Paths64 =>
  rings.map((ring) => {
    const path: Paths64[number] = []
    for (let at = 0; at + 1 < ring.length; at += 2)
      path.push({
        x: Math.round((ring[at] as number) * STEPS_PER_PIXEL),
        y: Math.round((ring[at + 1] as number) * STEPS_PER_PIXEL),
      })
    return path
  })

interface Segment {
  readonly ring: number
  readonly index: number
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
}

// Touching in a point is allowed; going through is not.
function doCross({ from: a, to: b }: Segment, { from: c, to: d }: Segment): boolean {
  const side = (p: readonly number[], q: readonly number[], r: readonly number[]) =>
    Math.sign(
      ((q[0] as number) - (p[0] as number)) * ((r[1] as number) - (p[1] as number)) -
        ((q[1] as number) - (p[1] as number)) * ((r[0] as number) - (p[0] as number)),
    )
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

function surrounds(ring: Ring, hole: Ring): boolean {
  const path = toPaths([ring])[0] as Paths64[number]
  return toPaths([hole])[0]?.every((point) => Clipper.pointInPolygon(point, path) !== 2) ?? false
}

const pathsArea = (paths: Paths64): number => Math.abs(paths.reduce((area, path) => area + Clipper.area(path), 0))
