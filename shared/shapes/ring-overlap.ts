import { Clipper, FillRule, type Paths64 } from 'clipper2-ts'
import { common, union } from './clip.ts'
import type { Polygon } from './polygon.ts'
import { ringArea } from './ring.ts'
import type { Bounds, Ring } from './shape.ts'

/** Clipper2 counts in whole numbers: a thousandth of a pixel. */
export const STEPS_PER_PIXEL = 1000

/** Intersection over union of two areas given by rings (even-odd), 0 to 1. */
export function ringsIou(a: readonly Ring[], b: readonly Ring[]): number {
  const [pathsA, pathsB] = [toPaths(a), toPaths(b)]
  const shared = pathsArea(common(pathsA, pathsB, FillRule.EvenOdd))
  if (shared === 0) return 0
  return shared / pathsArea(union(pathsA, FillRule.EvenOdd, pathsB))
}

/** The largest part of a polygon inside the frame, or null where nothing is left. */
export function clippedRings(shape: Polygon, frame: Bounds): Polygon | null {
  const { x, y, width, height } = frame
  const cut = common(
    toPaths([shape.ring, ...shape.holes]),
    toPaths([[x, y, x + width, y, x + width, y + height, x, y + height]]),
    FillRule.EvenOdd,
  )
  return toPolygons(cut)[0] ?? null
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

function surrounds(ring: Ring, hole: Ring): boolean {
  const path = toPaths([ring])[0] as Paths64[number]
  return toPaths([hole])[0]?.every((point) => Clipper.pointInPolygon(point, path) !== 2) ?? false
}

/** Square pixels inside rings (even-odd), however they cross. */
export const evenOddArea = (rings: readonly Ring[]): number =>
  pathsArea(union(toPaths(rings), FillRule.EvenOdd)) / STEPS_PER_PIXEL ** 2

const pathsArea = (paths: Paths64): number => Math.abs(paths.reduce((area, path) => area + Clipper.area(path), 0))
