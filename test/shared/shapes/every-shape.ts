import fc from 'fast-check'
import type { ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'

const LARGEST = 200
const place = fc.double({ min: -LARGEST, max: LARGEST, noNaN: true, noDefaultInfinity: true })
const side = fc.double({ min: 1, max: LARGEST, noNaN: true })
const degrees = fc.double({ min: 0, max: 359, noNaN: true })
const flat = (least: number) =>
  fc.array(fc.tuple(place, place), { minLength: least, maxLength: 12 }).map((points) => points.flat())

/** Rings around a centre, so that they never cross themselves; with a hole half as large now and then. */
const polygon = fc
  .tuple(place, place, fc.array(fc.double({ min: 5, max: 60, noNaN: true }), { minLength: 3, maxLength: 12 }), fc.boolean())
  .map(([cx, cy, radii, isHollow]) => {
    const around = (share: number) =>
      radii.flatMap((radius, index) => {
        const angle = (2 * Math.PI * index) / radii.length
        return [cx + share * radius * Math.cos(angle), cy + share * radius * Math.sin(angle)]
      })
    return { kind: 'polygon' as const, ring: around(1), holes: isHollow ? [around(0.5)] : [] }
  })

const SIDE = 12
const mask = fc
  .tuple(
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }),
    fc.array(fc.boolean(), { minLength: SIDE * SIDE, maxLength: SIDE * SIDE }),
  )
  .map(([x, y, pixels]) => {
    const painted = pixelMask([true, ...pixels.slice(1)].map(Number), { x, y, width: SIDE, height: SIDE })
    if (!painted) throw new Error('Expected a pixel')
    return painted
  })

const keypoints = fc
  .array(fc.tuple(place, place, fc.constantFrom(0, 1, 2)), { maxLength: 10 })
  .map((joints) => [1, 2, 2, ...joints.flatMap(([x, y, visibility]) => (visibility === 0 ? [0, 0, 0] : [x, y, visibility]))])

/** Any valid shape of each kind. */
export const anyShape: { [K in ShapeKindId]: fc.Arbitrary<ShapeOf<K>> } = {
  box: fc.record({ kind: fc.constant('box' as const), x: place, y: place, width: side, height: side }),
  'rotated-box': fc.record({
    kind: fc.constant('rotated-box' as const),
    cx: place,
    cy: place,
    width: side,
    height: side,
    rotation: degrees,
  }),
  polygon,
  polyline: flat(2).map((points) => ({
    kind: 'polyline' as const,
    points: [...points, (points[0] as number) + 1, points[1] as number],
  })),
  points: flat(1).map((points) => ({ kind: 'points' as const, points })),
  ellipse: fc.record({ kind: fc.constant('ellipse' as const), cx: place, cy: place, rx: side, ry: side, rotation: degrees }),
  mask,
  skeleton: keypoints.map((list) => ({ kind: 'skeleton' as const, keypoints: list })),
  whole: fc.constant({ kind: 'whole' as const }),
}
