import { expect, test } from 'vitest'
import { factsOfPixels } from '#server/supervision/image-facts.ts'

const SIDE = 8

/** An image of SIDE x SIDE by what each pixel is. */
const painted = (colorAt: (x: number, y: number) => readonly [number, number, number]): Uint8Array =>
  Uint8Array.from(Array.from({ length: SIDE * SIDE }, (_, at) => colorAt(at % SIDE, Math.floor(at / SIDE))).flat())

const facts = (colorAt: Parameters<typeof painted>[0]) => factsOfPixels(painted(colorAt), SIDE, SIDE)

test('one colour has its brightness and hue, no contrast and no edges', () => {
  const red = facts(() => [255, 0, 0])
  expect(red).toMatchObject({
    contrast: expect.closeTo(0, 12),
    sharpness: expect.closeTo(0, 12),
    saturation: 1,
    hue: 0,
    red: 1,
    green: 0,
    blue: 0,
  })
  expect(red.brightness).toBeCloseTo(0.299, 12)
  expect(facts(() => [0, 255, 0]).hue).toBeCloseTo(120, 9)
  expect(facts(() => [0, 0, 255]).hue).toBeCloseTo(240, 9)
  expect(facts(() => [90, 90, 90]).saturation).toBe(0)
})

test('half black and half white has the mean between, half of it ink, and an edge', () => {
  const half = facts((x) => (x < SIDE / 2 ? [0, 0, 0] : [255, 255, 255]))
  expect(half.brightness).toBeCloseTo(0.5, 12)
  expect(half.contrast).toBeCloseTo(0.5, 12)
  expect(half.ink).toBe(0.5)
  const soft = facts((x) => [x * 36, x * 36, x * 36])
  expect(soft.sharpness).toBeLessThan(half.sharpness / 10)
})
