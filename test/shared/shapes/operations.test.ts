import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joined, subtracted } from '#shared/shapes/combine.ts'
import { conversions, converted, toBox, toEllipse, toMask, toPolygon, toRotatedBox } from '#shared/shapes/convert.ts'
import { area, bounds, contains, iou, outline, problem, SHAPE_KINDS, type Shape } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { repaired } from '#shared/shapes/repair.ts'
import { distanceToLine, pointsOf } from '#shared/shapes/ring.ts'
import { simplified } from '#shared/shapes/simplify.ts'
import { sliced } from '#shared/shapes/slice.ts'
import { anyShape } from './every-shape.ts'

const box = (x: number, y: number, width: number, height: number) => ({ kind: 'box', x, y, width, height }) as const
const polygon = (ring: number[], holes: number[][] = []) => ({ kind: 'polygon', ring, holes }) as const
/** A mask drawn with characters: "#" is inside. */
function drawn(rows: readonly string[], x = 0, y = 0) {
  const width = rows[0]?.length ?? 0
  const mask = pixelMask(
    rows.flatMap((row) => [...row].map((character) => (character === '#' ? 1 : 0))),
    { x, y, width, height: rows.length },
  )
  if (!mask) throw new Error('Expected a painted pixel')
  return mask
}
const areas = (shapes: readonly Shape[]) => shapes.map((shape) => Math.round(area(shape)))

describe('joining', () => {
  test('overlapping shapes of any kind become one polygon, apart ones stay apart, and a line is no area', () => {
    expect(joined([box(0, 0, 10, 10), polygon([5, 0, 15, 0, 15, 10, 5, 10])])).toEqual([
      { kind: 'polygon', ring: expect.any(Array), holes: [] },
    ])
    expect(areas(joined([box(0, 0, 10, 10), box(5, 0, 10, 10), box(50, 0, 5, 5)]))).toEqual([150, 25])
    const line: Shape = { kind: 'polyline', points: [0, 0, 9, 9] }
    expect(joined([box(0, 0, 10, 10), line])).toEqual([box(0, 0, 10, 10), line])
  })

  test('a frame of four bars has a hole, and a filled hole is none', () => {
    const frame = joined([box(0, 0, 30, 10), box(0, 20, 30, 10), box(0, 0, 10, 30), box(20, 0, 10, 30)])
    expect(frame).toMatchObject([{ kind: 'polygon', holes: [expect.any(Array)] }])
    expect(areas(joined([...frame, box(5, 5, 20, 20)]))).toEqual([900])
  })

  test('what was sliced is joined again to what it was', () => {
    fc.assert(
      fc.property(fc.double({ min: 20, max: 80, noNaN: true }), fc.double({ min: 20, max: 80, noNaN: true }), (top, bottom) => {
        const whole = polygon([0, 0, 100, 3, 90, 80, 5, 75])
        const parts = sliced(whole, [top, -10, bottom, 95])
        expect(parts).toHaveLength(2)
        const [again, ...others] = joined(parts)
        expect(others).toEqual([])
        expect(again && iou(again, whole)).toBeGreaterThan(0.9999)
      }),
      { seed: 1 },
    )
  })

  test('with a mask among them they become one mask, also of parts that lie apart', () => {
    const [mask] = joined([drawn(['##', '##']), box(4, 0, 3, 2)])
    expect(mask).toEqual(drawn(['##..###', '##..###']))
  })
})

describe('subtracting', () => {
  test('cuts a hole, cuts in two, leaves nothing, or the shape itself where they miss each other', () => {
    expect(subtracted(box(0, 0, 30, 30), [box(10, 10, 10, 10)])).toMatchObject([{ kind: 'polygon', holes: [expect.any(Array)] }])
    expect(areas(subtracted(box(0, 0, 30, 10), [box(10, -5, 5, 20)]))).toEqual([150, 100])
    expect(subtracted(box(5, 5, 10, 10), [box(0, 0, 30, 30)])).toEqual([])
    expect(subtracted(box(5, 5, 10, 10), [box(50, 0, 30, 30)])).toEqual([box(5, 5, 10, 10)])
  })

  test('erases a mask, and by a mask', () => {
    expect(subtracted(drawn(['####', '####']), [box(1, 0, 2, 1)])).toEqual([drawn(['#..#', '####'])])
    expect(areas(subtracted(box(0, 0, 4, 2), [drawn(['##', '##'])]))).toEqual([4])
  })

  test('takes away what joining has added', () => {
    fc.assert(
      fc.property(anyShape.polygon, anyShape.ellipse, (a, b) => {
        const sum = (shapes: readonly Shape[]) => shapes.reduce((total, shape) => total + area(shape), 0)
        const both = sum(joined([a, b]))
        expect(both).toBeCloseTo(sum(subtracted(a, [b])) + sum(toPolygon(b)), 0)
        for (const shape of joined([a, b])) expect(problem(shape)).toBeNull()
      }),
      { seed: 1 },
    )
  })
})

describe('slicing', () => {
  test('a polygon along a bent line gives both sides, which share the line', () => {
    const parts = sliced(box(0, 0, 100, 100), [-10, 30, 50, 30, 50, 40, 110, 40])
    expect(areas(parts)).toEqual([6500, 3500])
    for (const part of parts) expect(problem(part)).toBeNull()
  })

  test('a ring with a hole falls into two halves', () => {
    const ring = polygon([0, 0, 60, 0, 60, 60, 0, 60], [[20, 20, 40, 20, 40, 40, 20, 40]])
    expect(areas(sliced(ring, [30, -5, 30, 65]))).toEqual([1600, 1600])
  })

  test('a line that stops inside, or passes by, cuts nothing', () => {
    const shape = box(0, 0, 100, 100)
    expect(sliced(shape, [-10, 50, 60, 50])).toEqual([shape])
    expect(sliced(shape, [-10, -10, 200, -10])).toEqual([shape])
    expect(sliced({ kind: 'points', points: [1, 1] }, [0, 0, 5, 5])).toHaveLength(1)
  })

  test('one arm of a U is cut where the line crosses it, the other is not', () => {
    const u = polygon([0, 0, 20, 0, 20, 80, 80, 80, 80, 0, 100, 0, 100, 100, 0, 100])
    expect(areas(sliced(u, [-5, 40, 50, 40]))).toEqual([4400, 800])
  })

  test('a mask falls apart with no pixel lost, and an island that was not touched stays with the larger part', () => {
    const mask = drawn(['########.#', '########..', '########..'])
    const parts = sliced(mask, [3.5, -1, 3.5, 5])
    expect(parts).toHaveLength(2)
    expect(areas(parts).reduce((sum, one) => sum + one)).toBe(area(mask))
    expect(contains(parts[0] as Shape, { x: 9.5, y: 0.5 })).toBe(true)
    expect(sliced(mask, [3.5, -1, 3.5, 1])).toEqual([mask])
  })
})

describe('an outline that turns back on itself along a horizontal', () => {
  // As somebody draws along the upper edge of an image, beyond a corner and back.
  const turning = [0, 0, -200, 0, 200, 0, 0, 200, 1, 0]
  const triangle = 0.5 * 199 * 200

  test('is what it covers, wherever it begins', () => {
    for (let at = 0; at < turning.length; at += 2) {
      const ring = [...turning.slice(at), ...turning.slice(0, at)]
      expect(areas(converted({ kind: 'polyline', points: ring }, 'polygon'))).toEqual([triangle])
      expect(areas(subtracted(box(-300, -300, 600, 600), [polygon(ring)]))).toEqual([600 * 600 - triangle])
    }
  })

  test('is nothing where it is flat, and a line that turns back still cuts', () => {
    expect(converted({ kind: 'polyline', points: [0, 5, 9, 5, 3, 5, 12, 5] }, 'polygon')).toEqual([])
    expect(areas(sliced(box(0, 0, 30, 10), [-5, 5, 20, 5, 10, 5, 40, 5]))).toEqual([150, 150])
  })
})

describe('simplifying', () => {
  test('leaves no old point farther from the new line than the tolerance, and what is valid valid', () => {
    fc.assert(
      fc.property(anyShape.polygon, fc.double({ min: 0, max: 30, noNaN: true }), (shape, tolerance) => {
        const simpler = simplified(shape, tolerance)
        expect(problem(simpler)).toBeNull()
        const [ring = []] = outline(simpler)
        for (const point of pointsOf(shape.ring)) expect(distanceToLine(ring, point, true)).toBeLessThanOrEqual(tolerance + 1e-9)
      }),
      { seed: 1 },
    )
  })

  test('drops the points along a straight line and keeps the ends of an open one', () => {
    expect(simplified({ kind: 'polyline', points: [0, 0, 5, 0.2, 10, 0] }, 0.5)).toEqual({
      kind: 'polyline',
      points: [0, 0, 10, 0],
    })
    expect(simplified(polygon([0, 0, 5, 0, 10, 0, 10, 10, 0, 10]), 0.5)).toEqual(polygon([0, 0, 10, 0, 10, 10, 0, 10]))
    expect(simplified(box(0, 0, 1, 1), 5)).toEqual(box(0, 0, 1, 1))
  })
})

describe('converting', () => {
  test.each(SHAPE_KINDS)('a %s becomes each kind it is said to become, validly, around the same place', (kind) => {
    fc.assert(
      fc.property(anyShape[kind] as fc.Arbitrary<Shape>, (shape) => {
        for (const target of conversions[kind])
          for (const made of converted(shape, target)) {
            expect(made.kind).toBe(target)
            expect(problem(made)).toBeNull()
            const [from, to] = [bounds(shape), bounds(made)]
            if (!from || !to) throw new Error('Expected bounds')
            expect(to.x + to.width).toBeGreaterThanOrEqual(from.x - 1)
            expect(to.x).toBeLessThanOrEqual(from.x + from.width + 1)
          }
      }),
      { seed: 1 },
    )
  })

  test('a mask becomes its outline and back, pixel for pixel', () => {
    fc.assert(
      fc.property(anyShape.mask, (mask) => {
        const back = joined(toPolygon(mask).map((part) => toMask(part) as Shape))
        expect(back).toEqual([mask])
      }),
      { seed: 1 },
    )
  })

  test('a turned rectangle finds its turned box, an ellipse itself, and a box its mask', () => {
    const turned = { kind: 'rotated-box', cx: 50, cy: 40, width: 30, height: 10, rotation: 30 } as const
    const [asPolygon] = toPolygon(turned)
    expect(iou(toRotatedBox(asPolygon as Shape) as Shape, turned)).toBeCloseTo(1, 4)
    const round = { kind: 'ellipse', cx: 50, cy: 40, rx: 30, ry: 10, rotation: 30 } as const
    expect(iou(toEllipse(toPolygon(round)[0] as Shape) as Shape, round)).toBeGreaterThan(0.95)
    expect(toMask(box(2, 3, 4, 5))).toMatchObject({ x: 2, y: 3, width: 4, height: 5 })
    expect(toBox({ kind: 'points', points: [4, 4] })).toBeNull()
    expect(toBox({ kind: 'whole' })).toBeNull()
  })
})

test('an outline that crosses itself is mended: a small flap falls away, two lobes become a mask', () => {
  const flap = repaired(polygon([0, 0, 100, 0, 100, 100, 0, 100, 0, 50, -2, 49, 0, 51]))
  expect(flap).toMatchObject({ kind: 'polygon' })
  const lobes = repaired(polygon([0, 0, 40, 40, 40, 0, 0, 40]))
  expect(lobes).toMatchObject({ kind: 'mask' })
  expect(problem(lobes as Shape)).toBeNull()
})
