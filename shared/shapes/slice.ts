import { Clipper, EndType, FillRule, JoinType, type Path64, type Paths64, PointInPolygonResult } from 'clipper2-ts'
import { difference, piecesInside, union } from './clip.ts'
import { outline, type Shape } from './index.ts'
import { toPaths, toPolygons } from './ring-overlap.ts'
import type { Ring } from './shape.ts'
import { slicedMask } from './slice-mask.ts'

/** Half the width of a cut, in Clipper2's steps of a thousandth of a pixel: the least that separates the parts for certain. */
export const HALF_CUT_STEPS = 2

/**
 * The parts of a shape on either side of an open line (flat x, y …), the largest first: polygons, or masks of a mask. The shape itself where
 * the line does not run all the way through, or where it has no inside. Ends of the line that stop inside cut nothing.
 */
export function sliced(shape: Shape, line: Ring): Shape[] {
  if (shape.kind === 'mask') return slicedMask(shape, line)
  const rings = outline(shape)
  if (rings.length === 0) return [shape]
  const area = toPaths(rings)
  const cuts = cutsThrough(area, toPaths([line])[0] as Path64)
  if (cuts.length === 0) return [shape]
  const gaps = Clipper.inflatePaths(cuts, HALF_CUT_STEPS, JoinType.Miter, EndType.Square)
  const whole = union(area, FillRule.EvenOdd)
  const parts = toPolygons(difference(whole, gaps, FillRule.NonZero))
  return parts.length > toPolygons(whole).length ? parts : [shape]
}

/** The pieces of a line inside an area that begin and end on its outline. */
function cutsThrough(area: Paths64, line: Path64): Paths64 {
  const [first, last] = [line[0], line.at(-1)]
  const isLoose = (end: Path64[number] | undefined) =>
    [first, last].some((one) => one && end && one.x === end.x && one.y === end.y && isInside(area, one))
  return piecesInside(line, area).filter((piece) => !isLoose(piece[0]) && !isLoose(piece.at(-1)))
}

// Twice inside (in a hole's outline too) is outside; on an outline is no loose end.
function isInside(area: Paths64, point: Path64[number]): boolean {
  const results = area.map((path) => Clipper.pointInPolygon(point, path))
  return (
    !results.includes(PointInPolygonResult.IsOn) &&
    results.filter((result) => result === PointInPolygonResult.IsInside).length % 2 === 1
  )
}
