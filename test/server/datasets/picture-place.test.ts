import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeAround } from '#server/datasets/picture-place.ts'

const SIDE = 200
const image = { width: 640, height: 480 }

test('a box in the middle of an image is shown with as much again around it', () => {
  const { piece, margins, outline } = placeAround([300, 200, 100, 50], image, SIDE)
  expect(margins).toEqual({ left: 0, top: 0, right: 0, bottom: 0 })
  expect(piece).toEqual({ left: 260, top: 135, width: 180, height: 180 })
  expect(outline.width).toBeCloseTo(SIDE / 1.8)
})

test('a box over the edge is shown with what lies beyond it', () => {
  const { piece, margins, outline } = placeAround([600, 200, 100, 100], image, SIDE)
  expect(piece.left + piece.width).toBe(640)
  expect(margins.right).toBeGreaterThan(60)
  expect(outline.x + outline.width).toBeGreaterThan(SIDE - margins.right)
})

test('every box gives a picture of the asked size with a piece of the image', () => {
  const number = fc.double({ min: -1e5, max: 1e5, noNaN: true })
  const length = fc.double({ min: 0, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(fc.tuple(number, number, length, length), fc.nat({ max: 3000 }), fc.nat({ max: 3000 }), (box, width, height) => {
      const frame = { width: width + 1, height: height + 1 }
      const { piece, size, margins } = placeAround(box, frame, SIDE)
      expect(piece.left >= 0 && piece.top >= 0 && piece.width >= 1 && piece.height >= 1).toBe(true)
      expect(piece.left + piece.width <= frame.width && piece.top + piece.height <= frame.height).toBe(true)
      expect(Object.values(margins).every((margin) => margin >= 0)).toBe(true)
      expect(margins.left + size.width + margins.right).toBe(SIDE)
      expect(margins.top + size.height + margins.bottom).toBe(SIDE)
    }),
    { seed: 1, numRuns: 500 },
  )
})
