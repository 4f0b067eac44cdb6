import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  area,
  bounds,
  clip,
  contains,
  fits,
  iou,
  moved,
  nounOf,
  outline,
  pluralOf,
  problem,
  SHAPE_KINDS,
  Shape,
} from '#shared/shapes/index.ts'
import { distanceToLine, ringsContain } from '#shared/shapes/ring.ts'
import { evenOddArea } from '#shared/shapes/ring-overlap.ts'
import { anyShape } from './every-shape.ts'

const CLOSE_PIXELS = 1e-6
/** An ellipse is outlined by 64 corners on it, which leave out 0.2 % of its area. */
const OUTLINE_SHARE = 0.01
const FRAME = { x: 0, y: 0, width: 120, height: 90 }
const place = fc.record({
  x: fc.double({ min: -250, max: 250, noNaN: true }),
  y: fc.double({ min: -250, max: 250, noNaN: true }),
})

describe.each(SHAPE_KINDS)('a %s', (kind) => {
  const any = anyShape[kind] as fc.Arbitrary<Shape>
  const always = (check: (shape: Shape) => void) => fc.assert(fc.property(any, check), { seed: 1 })

  test('survives its schema, its words name it, and drawn well it has no problem', () => {
    always((shape) => {
      expect(Shape.parse(JSON.parse(JSON.stringify(shape)))).toEqual(JSON.parse(JSON.stringify(shape)))
      expect(problem(shape)).toBeNull()
    })
    expect(nounOf(kind)).not.toBe('')
    expect(pluralOf(kind)).not.toBe(nounOf(kind))
  })

  test('is refused with a number that is none, or without a limit', () => {
    always((shape) => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null]) {
        for (const [name, value] of Object.entries(shape)) {
          if (typeof value === 'number') expect(Shape.safeParse({ ...shape, [name]: bad }).success).toBe(false)
          if (Array.isArray(value) && typeof value[0] === 'number')
            expect(Shape.safeParse({ ...shape, [name]: [bad, ...value.slice(1)] }).success).toBe(false)
        }
      }
    })
  })

  test('lies inside its bounds', () => {
    always((shape) => {
      const extent = bounds(shape)
      if (!extent) return
      for (const ring of outline(shape))
        for (let at = 0; at < ring.length; at += 2) {
          expect(ring[at]).toBeGreaterThanOrEqual(extent.x - CLOSE_PIXELS)
          expect(ring[at]).toBeLessThanOrEqual(extent.x + extent.width + CLOSE_PIXELS)
          expect(ring[at + 1]).toBeGreaterThanOrEqual(extent.y - CLOSE_PIXELS)
          expect(ring[at + 1]).toBeLessThanOrEqual(extent.y + extent.height + CLOSE_PIXELS)
        }
    })
  })

  test('moves there and back, and its bounds with it', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }), (shape, dx, dy) => {
        const [from, to] = [bounds(shape), bounds(moved(shape, dx, dy))]
        if (from && to) {
          expect(to.x).toBeCloseTo(from.x + dx)
          expect(to.y).toBeCloseTo(from.y + dy)
          expect(to.width).toBeCloseTo(from.width)
          expect(to.height).toBeCloseTo(from.height)
        }
        const back = bounds(moved(moved(shape, dx, dy), -dx, -dy))
        expect(back?.x ?? null).toEqual(from ? expect.closeTo(from.x) : null)
        expect(area(moved(shape, dx, dy))).toBeCloseTo(area(shape))
      }),
      { seed: 1 },
    )
  })

  test('clipped to an image fits it, is valid, never larger, and clipped again the same', () => {
    always((shape) => {
      const inside = clip(shape, FRAME)
      if (!inside) return
      expect(fits(inside, FRAME, CLOSE_PIXELS)).toBe(true)
      expect(problem(inside)).toBeNull()
      expect(area(inside)).toBeLessThanOrEqual(area(shape) + 1)
      expect(area(clip(inside, FRAME) ?? inside)).toBeCloseTo(area(inside), 0)
      if (fits(shape, FRAME)) expect(area(inside)).toBeCloseTo(area(shape), 0)
    })
  })

  test('overlaps itself wholly, and another as much as the other overlaps it', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(area(a)).toBeGreaterThanOrEqual(0)
        const extent = bounds(a)
        if (!extent || (extent.width > 1 && extent.height > 1)) expect(iou(a, a)).toBeCloseTo(1)
        expect(iou(a, b)).toBeCloseTo(iou(b, a))
        expect(iou(a, b)).toBeGreaterThanOrEqual(0)
        expect(iou(a, b)).toBeLessThanOrEqual(1)
      }),
      { seed: 1 },
    )
  })

  test('has the area of its outline', () => {
    always((shape) => {
      const rings = outline(shape)
      if (rings.length === 0) expect(area(shape)).toBe(0)
      else expect(Math.abs(evenOddArea(rings) - area(shape))).toBeLessThanOrEqual(OUTLINE_SHARE * area(shape) + 0.1)
    })
  })

  test('contains what its outline contains, away from the edge', () => {
    fc.assert(
      fc.property(any, place, (shape, point) => {
        const rings = outline(shape)
        if (rings.length === 0) return
        const nearest = Math.min(...rings.map((ring) => distanceToLine(ring, point, true)))
        if (nearest > 1) expect(contains(shape, point)).toBe(ringsContain(rings, point))
      }),
      { seed: 1 },
    )
  })
})

describe('what is drawn badly is refused with a hint', () => {
  const square = [10, 10, 50, 10, 50, 50, 10, 50]
  const hole = [20, 20, 30, 20, 30, 30, 20, 30]
  const polygon = (ring: number[], holes: number[][] = []): Shape => ({ kind: 'polygon', ring, holes })

  test.each([
    ['an outline that crosses itself', polygon([10, 10, 50, 50, 50, 10, 10, 50]), 'crosses itself near (10, 10)'],
    ['an outline without an area', polygon([10, 10, 50, 10, 30, 10]), 'no area'],
    [
      'an outline that runs over itself',
      polygon([10, 10, 50, 10, 50, 50, 10, 50, 10, 10, 50, 10, 50, 50, 10, 50]),
      'runs over itself',
    ],
    ['a hole outside', polygon(square, [hole.map((value) => value + 60)]), 'outside the outline'],
    ['a hole over a hole', polygon(square, [hole, hole]), 'over another hole'],
    ['a hole across the outline', polygon(square, [hole.map((value) => value - 15)]), 'A hole crosses the outline'],
    ['a line without a length', { kind: 'polyline', points: [5, 5, 5, 5] }, 'no length'],
    ['a skeleton without a keypoint', { kind: 'skeleton', keypoints: [0, 0, 0] }, 'No keypoint is placed'],
    ['a mask whose runs do not fill it', { kind: 'mask', x: 0, y: 0, width: 4, height: 4, counts: 'P4' }, 'got runs over 128'],
    ['a mask without a pixel', { kind: 'mask', x: 0, y: 0, width: 4, height: 4, counts: '`0' }, 'Nothing is painted'],
  ] as const)('%s', (_, shape, hint) => {
    expect(problem(shape as Shape)).toContain(hint)
  })

  test('what touches itself in a point, or a hole its outline, is not', () => {
    expect(problem(polygon(square, [[10, 10, 20, 15, 15, 20]]))).toBeNull()
    expect(problem(polygon([0, 0, 20, 0, 20, 20, 10, 10, 0, 20]))).toBeNull()
  })
})

test('a mask of a negative run is refused, however well its runs add up', () => {
  // 8 outside, -8 inside, 16 outside.
  expect(problem({ kind: 'mask', x: 0, y: 0, width: 4, height: 4, counts: '8Hn0' })).toContain('Expected runs')
})

test('a line that leaves the image keeps its longest part inside, cut at the edge', () => {
  expect(clip({ kind: 'polyline', points: [-10, 10, 50, 10, 50, -10, 60, -10, 60, 5] }, FRAME)).toEqual({
    kind: 'polyline',
    points: [0, 10, 50, 10, 50, 0],
  })
})

test('a turned box whose centre is on the image may reach over its edge, one whose centre is not may not', () => {
  const turnedBox = { kind: 'rotated-box', cx: 2, cy: 2, width: 40, height: 10, rotation: 30 } as const
  expect(fits(turnedBox, FRAME)).toBe(true)
  expect(fits(moved(turnedBox, -3, 0), FRAME)).toBe(false)
})
