import type { Mask, Polygon, Ring } from '#shared/shapes/index.ts'
import { areasMask } from '#shared/shapes/mask-area.ts'
import { boundsOfPoints, flatOf, pointsOf, ringArea, ringsContain } from '#shared/shapes/ring.ts'

const LEAST_NUMBERS = 6

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

/** The flat list of points given as { x, y }, as many JSON formats write them; anything else is left out. */
export const flatPoints = (points: unknown): number[] =>
  Array.isArray(points)
    ? flatOf(
        points.flatMap((point) =>
          typeof point?.x === 'number' && typeof point.y === 'number' ? [{ x: point.x, y: point.y }] : [],
        ),
      )
    : []
