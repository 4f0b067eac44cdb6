import { keypointsOf, VISIBILITY } from '../shapes/skeleton.ts'
import type { LearnedShape } from './prediction.ts'

/** Moves one point. Only affine maps keep a shape what it is. */
export type PointMap = (x: number, y: number) => readonly [number, number]

/** A shape after every point of it was moved; the box around the four corners where it is a box. */
export function placedShape(shape: LearnedShape, to: PointMap): LearnedShape {
  switch (shape.kind) {
    case 'whole':
      return shape
    case 'box':
      return { kind: 'box', ...boxAround(corners(shape).map(([x, y]) => to(x, y))) }
    case 'polygon':
      return { kind: 'polygon', ring: placedRing(shape.ring, to), holes: shape.holes.map((hole) => placedRing(hole, to)) }
    case 'skeleton':
      return {
        kind: 'skeleton',
        keypoints: keypointsOf(shape).flatMap(({ x, y, visibility }) =>
          visibility === VISIBILITY.absent ? [0, 0, visibility] : [...to(x, y), visibility],
        ),
      }
    default:
      return shape satisfies never
  }
}

/** A shape in pixels -> in fractions of an image of this size. */
export const inFractions = (shape: LearnedShape, { width, height }: { width: number; height: number }): LearnedShape =>
  placedShape(shape, (x, y) => [x / width, y / height])

/** A shape in fractions of an image of this size -> in its pixels. */
export const inPixels = (shape: LearnedShape, { width, height }: { width: number; height: number }): LearnedShape =>
  placedShape(shape, (x, y) => [x * width, y * height])

function placedRing(ring: readonly number[], to: PointMap): number[] {
  const placed: number[] = []
  for (let at = 0; at < ring.length; at += 2) placed.push(...to(ring[at] as number, ring[at + 1] as number))
  return placed
}

function corners({ x, y, width, height }: { x: number; y: number; width: number; height: number }): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ]
}

function boxAround(points: readonly (readonly [number, number])[]) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}
