import { problem, type Shape, type ShapeKindId, type ShapeOf } from '../shapes/index.ts'
import { wholeTurn } from '../shapes/rotated-box.ts'
import { keypointsOf, VISIBILITY } from '../shapes/skeleton.ts'
import { betweenLines, betweenRings } from './lines-between.ts'

const FULL_TURN = 360
const HALF_TURN = 180

/**
 * A shape on its way from one to another; `share` is how far, from 0 to 1. Turned shapes take the short way round; outlines and lines with
 * other counts of points are matched by their length. What has no way between (masks, labels of the whole image, another kind, another
 * count of single points) stays as it was, and so does what would come out invalid on the way.
 */
export function interpolated(from: Shape, to: Shape, share: number): Shape {
  if (from.kind !== to.kind || share <= 0) return from
  const made = between(from, to, share)
  return made !== from && problem(made) !== null ? from : made
}

// The one place where a shape meets its way: TypeScript cannot follow that both carry the same `kind`.
const between = <S extends Shape>(from: S, to: S, share: number): S =>
  (ways[from.kind] as unknown as (from: S, to: S, share: number) => S)(from, to, share)

const ways: { [K in ShapeKindId]: (from: ShapeOf<K>, to: ShapeOf<K>, share: number) => ShapeOf<K> } = {
  box: (a, b, share) => ({ ...a, ...mixedFields(a, b, ['x', 'y', 'width', 'height'], share) }),
  'rotated-box': (a, b, share) => ({
    ...a,
    ...mixedFields(a, b, ['cx', 'cy', 'width', 'height'], share),
    rotation: turnedBetween(a.rotation, b.rotation, share),
  }),
  ellipse: (a, b, share) => ({
    ...a,
    ...mixedFields(a, b, ['cx', 'cy', 'rx', 'ry'], share),
    rotation: turnedBetween(a.rotation, b.rotation, share),
  }),
  polygon: (a, b, share) => ({
    ...a,
    ring: betweenRings(a.ring, b.ring, share),
    // Which hole became which cannot be told where one came or went.
    holes: a.holes.length === b.holes.length ? a.holes.map((hole, at) => betweenRings(hole, b.holes[at] ?? hole, share)) : [],
  }),
  polyline: (a, b, share) => ({ ...a, points: betweenLines(a.points, b.points, share) }),
  points: (a, b, share) =>
    a.points.length === b.points.length
      ? { ...a, points: a.points.map((value, at) => mixed(value, b.points[at] ?? value, share)) }
      : a,
  mask: (a) => a,
  skeleton: (a, b, share) => {
    const [before, after] = [keypointsOf(a), keypointsOf(b)]
    if (before.length !== after.length) return a
    const keypoints = before.flatMap((joint, at) => {
      const next = after[at] ?? joint
      const isOnWay = joint.visibility !== VISIBILITY.absent && next.visibility !== VISIBILITY.absent
      const { x, y } = isOnWay ? mixedFields(joint, next, ['x', 'y'], share) : joint
      return [x, y, joint.visibility]
    })
    return { ...a, keypoints }
  },
  whole: (a) => a,
}

const mixed = (from: number, to: number, share: number): number => from + (to - from) * share

function mixedFields<const Name extends string>(
  from: Readonly<Record<Name, number>>,
  to: Readonly<Record<Name, number>>,
  names: readonly Name[],
  share: number,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, mixed(from[name], to[name], share)])) as Record<Name, number>
}

function turnedBetween(from: number, to: number, share: number): number {
  const turn = wholeTurn(to - from + HALF_TURN) - HALF_TURN
  // A hair below a whole turn is one for a computer.
  return wholeTurn(from + turn * share) % FULL_TURN
}
