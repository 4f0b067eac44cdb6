import { FillRule } from 'clipper2-ts'
import { union } from './clip.ts'
import { problem, type Shape } from './index.ts'
import { areasMask } from './mask-area.ts'
import { ringArea } from './ring.ts'
import { toPaths, toPolygons } from './ring-overlap.ts'

/** Where more than this share of the area would be cut off with the smaller parts, a mask keeps them all. */
const MOST_LOST_SHARE = 0.01

/** A valid shape that covers what an invalid one covers (even-odd); null where there is no such thing. */
export function repaired(shape: Shape): Shape | null {
  if (problem(shape) === null) return shape
  if (shape.kind !== 'polygon') return null
  const rings = [shape.ring, ...shape.holes]
  const parts = toPolygons(union(toPaths(rings), FillRule.EvenOdd))
  const [largest, ...others] = parts
  if (!largest) return null
  const lost = others.reduce((area, { ring }) => area + ringArea(ring), 0)
  const mended = lost > MOST_LOST_SHARE * ringArea(largest.ring) ? areasMask([rings]) : largest
  return mended && problem(mended) === null ? mended : null
}
