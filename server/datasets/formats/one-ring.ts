import type { Ring } from '#shared/shapes/index.ts'
import { ringArea } from '#shared/shapes/ring.ts'

/**
 * One outline (flat x, y …) through all rings of a shape, holes and parts that lie apart alike: from ring to ring it takes the shortest way between
 * two of their points, and the same way back. Filled by even-odd counting it covers what the rings cover. Formats whose objects are one outline
 * each are written so by COCO's converters too.
 */
export function asOneRing(rings: readonly Ring[]): number[] {
  const [first = [], ...others] = [...rings].sort((a, b) => ringArea(b) - ringArea(a))
  let path = [...first]
  for (const ring of others) path = joined(path, ring)
  return path
}

function joined(path: readonly number[], ring: Ring): number[] {
  const { from, to } = nearestPoints(path, ring)
  const around = [...ring.slice(to), ...ring.slice(0, to), ...ring.slice(to, to + 2)]
  return [...path.slice(0, from + 2), ...around, ...path.slice(from)]
}

/** Where the two nearest points of two outlines stand in their lists. */
function nearestPoints(a: readonly number[], b: Ring): { from: number; to: number } {
  let best = { from: 0, to: 0, squared: Number.POSITIVE_INFINITY }
  for (let from = 0; from < a.length; from += 2)
    for (let to = 0; to < b.length; to += 2) {
      const [dx, dy] = [(a[from] as number) - (b[to] as number), (a[from + 1] as number) - (b[to + 1] as number)]
      const squared = dx * dx + dy * dy
      if (squared < best.squared) best = { from, to, squared }
    }
  return best
}
