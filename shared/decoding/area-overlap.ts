import { boundsIou } from '../shapes/bounds.ts'
import { bounds, outline, type Ring, type Shape } from '../shapes/index.ts'
import { ringsIou } from '../shapes/ring-overlap.ts'

/** Fractions of an image are compared on a net of so many steps per side (a thousand times finer within `ringsIou`). */
const STEPS = 1000

/** Intersection over union of what lies inside two shapes in fractions of an image, 0 to 1; 0 where one has no inside. */
export function areaOverlap(a: Shape, b: Shape): number {
  const [one, other] = [bounds(a), bounds(b)]
  if (!one || !other || boundsIou(one, other) === 0) return 0
  return ringsIou(outline(a).map(enlarged), outline(b).map(enlarged))
}

const enlarged = (ring: Ring): number[] => ring.map((value) => value * STEPS)
