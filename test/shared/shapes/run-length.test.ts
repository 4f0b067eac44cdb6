import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { polygonMask } from '#shared/shapes/polygon-mask.ts'
import { checked, commonPixels, decodeRuns, maskArea, maskOverlap, union } from '#shared/shapes/run-length.ts'

const HEIGHT = 6
const WIDTH = 5
const mask = (pixels: readonly boolean[]) => {
  const runs = [0]
  for (const inside of pixels) {
    if (inside !== (runs.length % 2 === 0)) runs.push(0)
    runs[runs.length - 1] = (runs.at(-1) as number) + 1
  }
  return checked({ height: HEIGHT, width: WIDTH, runs })
}
const anyPixels = fc.array(fc.boolean(), { minLength: HEIGHT * WIDTH, maxLength: HEIGHT * WIDTH })

describe('run-length masks', () => {
  it('count pixels as a bitmap does', () => {
    fc.assert(
      fc.property(anyPixels, anyPixels, (a, b) => {
        const both = a.filter((inside, pixel) => inside && b[pixel]).length
        const either = a.filter((inside, pixel) => inside || b[pixel]).length
        expect(maskArea(mask(a))).toBe(a.filter(Boolean).length)
        expect(commonPixels(mask(a), mask(b))).toBe(both)
        expect(maskArea(union([mask(a), mask(b)]))).toBe(either)
        expect(maskOverlap(mask(a), mask(b))).toBe(both === 0 ? 0 : both / either)
      }),
      { seed: 1 },
    )
  })

  it('read the compressed text of pycocotools', () => {
    expect(decodeRuns('R36>0V3', 20, 12).runs).toEqual([98, 6, 14, 6, 116])
    expect(decodeRuns('P4', 32, 4).runs).toEqual([128])
  })

  it('refuse runs that do not cover the mask', () => {
    expect(() => decodeRuns('P4', 4, 4)).toThrow('Expected runs over 4 x 4 pixels, got runs over 128 pixels')
    expect(() => maskOverlap(mask(new Array(30).fill(true)), { height: 1, width: 1, runs: [0, 1] })).toThrow('as in the truth')
  })
})

describe('polygons', () => {
  it('of whole pixels cover exactly those pixels', () => {
    expect(maskArea(polygonMask([2, 3, 2, 9, 7, 9, 7, 3], 20, 20))).toBe(5 * 6)
  })

  it('cover the same pixels whichever way round they are drawn', () => {
    const corner = fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 30, noNaN: true }))
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 8 }), (corners) => {
        const [first, ...others] = corners
        const backwards = first ? [first, ...others.toReversed()] : []
        expect(polygonMask(backwards.flat(), 30, 40).runs).toEqual(polygonMask(corners.flat(), 30, 40).runs)
      }),
      { seed: 1 },
    )
  })

  it('are cut off at the edge of the image', () => {
    expect(maskArea(polygonMask([-10, -10, -10, 100, 100, 100, 100, -10], 8, 9))).toBe(8 * 9)
  })
})
