import Flatbush from 'flatbush'
import { lineLength, ringArea } from './ring.ts'
import { evenOddArea } from './ring-overlap.ts'
import type { Ring } from './shape.ts'

/** Less is a line, not an area: one hundredth of a pixel. */
const SMALLEST_AREA = 0.01
/** Places are rounded to a thousandth of a pixel before their area is added up: so much of it per pixel of outline is noise. */
const NOISE_PER_PIXEL = 0.002

/** Why an outline with holes is not valid, as a hint for the person who drew it; null where it is. */
export function ringProblem(ring: Ring, holes: readonly Ring[]): string | null {
  const crossing = crossingProblem([ring, ...holes])
  if (crossing) return crossing
  const area = holes.reduce((left, hole) => left - ringArea(hole), ringArea(ring))
  if (area < SMALLEST_AREA) return 'The outline has no area: move its points apart'
  // Where lines only touch, the plain sum of areas tells whether they run through each other all the same.
  const noise = NOISE_PER_PIXEL * [ring, ...holes].reduce((length, one) => length + lengthAround(one), 0)
  if (Math.abs(evenOddArea([ring, ...holes]) - area) <= noise) return null
  return holes.length > 0
    ? 'A hole lies outside the outline or over another hole: move it inside'
    : 'The outline runs over itself: move its points apart'
}

function crossingProblem(rings: readonly Ring[]): string | null {
  const segments = rings.flatMap((ring, ringIndex) =>
    Array.from({ length: ring.length / 2 }, (_, index) => {
      const next = ((index + 1) * 2) % ring.length
      return { ring: ringIndex, index, from: [ring[index * 2], ring[index * 2 + 1]], to: [ring[next], ring[next + 1]] } as Segment
    }),
  )
  const tree = new Flatbush(segments.length)
  for (const { from, to } of segments)
    tree.add(Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1]))
  tree.finish()
  for (const [at, segment] of segments.entries()) {
    const { from, to } = segment
    const near = tree.search(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
      (other) => other > at,
    )
    const crossing = near.map((other) => segments[other] as Segment).find((other) => doCross(segment, other))
    if (crossing)
      return segment.ring === crossing.ring
        ? `The outline crosses itself near (${Math.round(from[0])}, ${Math.round(from[1])}): move that point`
        : `A hole crosses the outline near (${Math.round(from[0])}, ${Math.round(from[1])}): keep it inside`
  }
  return null
}

interface Segment {
  readonly ring: number
  readonly index: number
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
}

// Touching in a point is allowed; going through is not.
function doCross({ from: a, to: b }: Segment, { from: c, to: d }: Segment): boolean {
  const side = (p: readonly number[], q: readonly number[], r: readonly number[]) =>
    Math.sign(
      ((q[0] as number) - (p[0] as number)) * ((r[1] as number) - (p[1] as number)) -
        ((q[1] as number) - (p[1] as number)) * ((r[0] as number) - (p[0] as number)),
    )
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

const lengthAround = (ring: Ring): number => lineLength([...ring, ...ring.slice(0, 2)])
