import type { Mask, Polygon, Ring, RotatedBox } from '#shared/shapes/index.ts'
import { areasMask } from '#shared/shapes/mask-area.ts'
import { boundsOfPoints, flatOf, pointsOf, ringArea, ringsContain, turned } from '#shared/shapes/ring.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import type { Point } from '#shared/shapes/shape.ts'

const LEAST_NUMBERS = 6
const HALF_TURN = 180

/** Pixels of the largest mask that is painted: places far off any image must not cost the memory of all between. */
const MOST_PIXELS = 1e8

/** The mask of areas, each given by its rings (even-odd); null where no pixel is inside, or they reach further than any image. */
export function maskOfAreas(areas: readonly (readonly Ring[])[]): Mask | null {
  const { width, height } = boundsOfPoints(areas.flatMap((rings) => rings.flat()))
  return width * height <= MOST_PIXELS ? areasMask(areas) : null
}

/** One annotation out of its rings (even-odd): a polygon with holes where the others lie in the largest, else, for parts that lie apart, a mask. */
export function ringsShape(rings: readonly Ring[]): Polygon | Mask | null {
  const different = new Map(rings.filter(({ length }) => length >= LEAST_NUMBERS).map((ring) => [ring.join(), ring]))
  const [largest, ...others] = [...different.values()].sort((a, b) => ringArea(b) - ringArea(a))
  if (!largest) return null
  const areHoles = others.every((ring) => pointsOf(ring).every((point) => ringsContain([largest], point)))
  return areHoles
    ? { kind: 'polygon', ring: [...largest], holes: others.map((hole) => [...hole]) }
    : maskOfAreas([[largest, ...others]])
}

/** How far corners may lie from those of a true rectangle. */
const CORNER_PIXELS = 0.05

/** The turned box with four corners in order; null where they are none. The first side is its width. */
export function boxOfCorners(corners: Ring): RotatedBox | null {
  const [a, b, c, d] = pointsOf(corners)
  if (!a || !b || !c || !d || corners.length !== 2 * 4) return null
  const [width, height] = [Math.hypot(b.x - a.x, b.y - a.y), Math.hypot(c.x - b.x, c.y - b.y)]
  const centre = { x: (a.x + c.x) / 2, y: (a.y + c.y) / 2 }
  const rotation = wholeTurn((Math.atan2(b.y - a.y, b.x - a.x) * HALF_TURN) / Math.PI)
  const expected = [a, b, c, d].map((_, index) => turned(cornerOf(index, centre, width, height), centre, rotation))
  const isBox = [a, b, c, d].every((corner, index) => distance(corner, expected[index] as Point) <= CORNER_PIXELS)
  return isBox && width > 0 && height > 0 ? { kind: 'rotated-box', cx: centre.x, cy: centre.y, width, height, rotation } : null
}

function cornerOf(index: number, { x, y }: Point, width: number, height: number): Point {
  const [isRight, isBelow] = [index === 1 || index === 2, index > 1]
  return { x: x + (isRight ? width : -width) / 2, y: y + (isBelow ? height : -height) / 2 }
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

/** The flat list of points given as { x, y }, as many JSON formats write them; anything else is left out. */
export const flatPoints = (points: unknown): number[] =>
  Array.isArray(points)
    ? flatOf(
        points.flatMap((point) =>
          typeof point?.x === 'number' && typeof point.y === 'number' ? [{ x: point.x, y: point.y }] : [],
        ),
      )
    : []
