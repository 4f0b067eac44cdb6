import { Clipper, EndType, FillRule, JoinType, type Paths64 } from 'clipper2-ts'
import { intersection, touchedPixels } from './bounds.ts'
import { difference, union } from './clip.ts'
import { bounds, outline, type Shape } from './index.ts'
import type { Mask } from './mask.ts'
import { areasMask, paint } from './mask-area.ts'
import { maskPixels, pixelMask } from './mask-pixels.ts'
import { boundsOfPoints } from './ring.ts'
import { toPaths, toPolygons } from './ring-overlap.ts'
import type { Bounds } from './shape.ts'
import { HALF_CUT_STEPS } from './slice.ts'

/** How far parts reach out for each other: over the cut that a slice left between them. */
const REACH_STEPS = HALF_CUT_STEPS + 1

/**
 * The union of shapes: polygons with holes, as many as there are separate parts; one mask where a mask is among them. Shapes without an
 * inside cannot be joined and come back as they are, behind the union.
 */
export function joined(shapes: readonly Shape[]): Shape[] {
  const areas = shapes.filter(hasInside)
  const others = shapes.filter((shape) => !hasInside(shape))
  if (areas.length < 2) return [...shapes]
  if (areas.some(isMask)) return [...present(joinedMask(areas)), ...others]
  return [...toPolygons(mended(union(areas.flatMap(unfoldedPaths), FillRule.NonZero))), ...others]
}

/** What is left of a shape without the insides of others: nothing, the shape itself where they miss it, or polygons; a mask stays one mask. */
export function subtracted(from: Shape, others: readonly Shape[]): Shape[] {
  const extent = bounds(from)
  const near = others.filter((other) => {
    const reach = hasInside(other) && bounds(other)
    return reach && extent && intersection(extent, reach)
  })
  if (near.length === 0 || !hasInside(from)) return [from]
  if (isMask(from)) return present(erased(from, near))
  if (near.some(isMask)) {
    const pixels = areasMask([outline(from)])
    return pixels ? present(erased(pixels, near)) : [from]
  }
  return toPolygons(difference(unfoldedPaths(from), near.flatMap(unfoldedPaths), FillRule.NonZero))
}

const isMask = (shape: Shape): shape is Mask => shape.kind === 'mask'
const hasInside = (shape: Shape): boolean => outline(shape).length > 0
const present = (mask: Mask | null): Shape[] => (mask ? [mask] : [])

// Parts of what was sliced touch again; what has no such cut in it stays to the last digit.
function mended(union: Paths64): Paths64 {
  const grown = Clipper.inflatePaths(union, REACH_STEPS, JoinType.Miter, EndType.Polygon)
  if (toPolygons(grown).length >= toPolygons(union).length) return union
  return Clipper.inflatePaths(grown, -REACH_STEPS, JoinType.Miter, EndType.Polygon)
}

/** Paths of one shape whose holes run against its outline, so that several shapes may be counted together (non-zero). */
function unfoldedPaths(shape: Shape): Paths64 {
  return union(toPaths(outline(shape)), FillRule.EvenOdd)
}

function joinedMask(areas: readonly Shape[]): Mask | null {
  const frame = aroundAll(areas)
  const pixels = new Uint8Array(frame.width * frame.height)
  for (const area of areas) paintShape(pixels, frame, area)
  return pixelMask(pixels, frame)
}

function erased(from: Mask, others: readonly Shape[]): Mask | null {
  const left = maskPixels(from, from)
  const away = new Uint8Array(left.length)
  for (const other of others) paintShape(away, from, other)
  for (let at = 0; at < left.length; at++) if (away[at] !== 0) left[at] = 0
  return pixelMask(left, from)
}

function paintShape(pixels: Uint8Array, frame: Bounds, shape: Shape): void {
  if (!isMask(shape)) {
    paint(pixels, frame, outline(shape))
    return
  }
  const inside = maskPixels(shape, frame)
  for (let at = 0; at < inside.length; at++) if (inside[at] !== 0) pixels[at] = 1
}

function aroundAll(shapes: readonly Shape[]): Bounds {
  const extents = shapes.flatMap((shape) => bounds(shape) ?? [])
  return touchedPixels(boundsOfPoints(extents.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height])))
}
