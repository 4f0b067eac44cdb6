import { FillRule } from 'clipper2-ts'
import { intersection } from './bounds.ts'
import { union } from './clip.ts'
import type { Box, Ellipse, Mask, Polygon, Ring, RotatedBox } from './index.ts'
import { bounds, outline, problem, type Shape, type ShapeKindId } from './index.ts'
import { areasMask } from './mask-area.ts'
import { toPaths, toPolygons } from './ring-overlap.ts'
import { presentPoints } from './skeleton.ts'
import { smallestBox } from './smallest-box.ts'

const AREAS = ['box', 'rotated-box', 'polygon', 'ellipse', 'mask'] as const
const LEAST_LINE = 4

/** What each kind of shape can become, in the order people are offered it. */
export const conversions: Readonly<Record<ShapeKindId, readonly ShapeKindId[]>> = {
  box: AREAS.filter((kind) => kind !== 'box'),
  'rotated-box': AREAS.filter((kind) => kind !== 'rotated-box'),
  polygon: [...AREAS.filter((kind) => kind !== 'polygon'), 'polyline', 'points'],
  polyline: ['polygon', 'box', 'rotated-box', 'points'],
  points: ['box', 'rotated-box', 'polyline'],
  ellipse: AREAS.filter((kind) => kind !== 'ellipse'),
  mask: AREAS.filter((kind) => kind !== 'mask'),
  skeleton: ['box', 'rotated-box', 'points'],
  whole: [],
}

/** A shape as another kind; empty where it cannot become that (`conversions`) or nothing would be left. Several where one cannot hold it all. */
export function converted(shape: Shape, kind: ShapeKindId): Shape[] {
  if (shape.kind === kind) return [shape]
  if (!conversions[shape.kind].includes(kind)) return []
  return makers[kind](shape).filter((made) => problem(made) === null)
}

/** The polygons that cover the same area, the largest first; a line is closed. */
export function toPolygon(shape: Shape): Polygon[] {
  if (shape.kind === 'polygon') return [shape]
  if (shape.kind === 'polyline') return toPolygons(union(toPaths([shape.points]), FillRule.EvenOdd))
  if (shape.kind === 'mask') return toPolygons(union(toPaths(outline(shape)), FillRule.EvenOdd))
  return outline(shape).map((ring) => ({ kind: 'polygon', ring: [...ring], holes: [] }))
}

/** The pixels inside a shape, as COCO's own code finds them; null where there are none. */
export function toMask(shape: Shape): Mask | null {
  if (shape.kind === 'mask') return shape
  const rings = outline(shape)
  return rings.length === 0 ? null : areasMask([rings])
}

/** The box around a shape; null for labels of the whole image and where it would have no area. */
export function toBox(shape: Shape): Box | null {
  const around = bounds(shape)
  return around && around.width > 0 && around.height > 0 ? { kind: 'box', ...around } : null
}

/** The part of the box around a shape that lies on an image of this size: what models are trained on; null where there is none. */
export function boxWithin(shape: Shape, { width, height }: Pick<Box, 'width' | 'height'>): Box | null {
  const around = toBox(shape)
  const inside = around && intersection(around, { x: 0, y: 0, width, height })
  return inside && { kind: 'box', ...inside }
}

/** The smallest turned box around a shape; null where it would have no area. */
export function toRotatedBox(shape: Shape): RotatedBox | null {
  if (shape.kind === 'rotated-box') return shape
  // Turned as the ellipse is: an even-sided outline may touch a smaller box that is askew.
  if (shape.kind === 'ellipse') {
    const { cx, cy, rx, ry, rotation } = shape
    return { kind: 'rotated-box', cx, cy, width: 2 * rx, height: 2 * ry, rotation }
  }
  return smallestBox(placesOf(shape))
}

/** The ellipse inside the smallest turned box around a shape; null where that would have no area. */
export function toEllipse(shape: Shape): Ellipse | null {
  if (shape.kind === 'ellipse') return shape
  const box = toRotatedBox(shape)
  if (!box) return null
  const { cx, cy, width, height, rotation } = box
  return { kind: 'ellipse', cx, cy, rx: width / 2, ry: height / 2, rotation }
}

const makers: Readonly<Record<ShapeKindId, (shape: Shape) => Shape[]>> = {
  box: (shape) => present(toBox(shape)),
  'rotated-box': (shape) => present(toRotatedBox(shape)),
  polygon: toPolygon,
  polyline: (shape) => lineAlong(placesOf(shape), shape.kind === 'polygon'),
  points: (shape) => [{ kind: 'points', points: [...placesOf(shape)] }],
  ellipse: (shape) => present(toEllipse(shape)),
  mask: (shape) => present(toMask(shape)),
  skeleton: () => [],
  whole: () => [],
}

function present(shape: Shape | null): Shape[] {
  return shape ? [shape] : []
}

/** A line through places in their order, and back to the first where it was closed. */
function lineAlong(places: Ring, isClosed: boolean): Shape[] {
  const points = isClosed ? [...places, ...places.slice(0, 2)] : [...places]
  return points.length < LEAST_LINE ? [] : [{ kind: 'polyline', points }]
}

/** The places a shape is given by, or those along its outer outline. */
function placesOf(shape: Shape): Ring {
  if (shape.kind === 'polyline' || shape.kind === 'points') return shape.points
  if (shape.kind === 'skeleton') return presentPoints(shape)
  if (shape.kind === 'polygon') return shape.ring
  return outline(shape).flat()
}
