import fc from 'fast-check'
import { expect, test } from 'vitest'
import { niceStep, ticksBetween } from '#client/canvas/view-aids/ticks.ts'

test('rulers count in round steps that have room on the screen', () => {
  expect(niceStep(1, 64)).toBe(100)
  expect(niceStep(2, 64)).toBe(50)
  expect(niceStep(40, 64)).toBe(2)
  expect(niceStep(0.01, 64)).toBe(10_000)
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 64, noNaN: true }), (scale) => {
      const step = niceStep(scale, 64)
      expect(step === 1 || step * scale >= 63.9).toBe(true)
      expect(step).toBeLessThanOrEqual(Math.max(1, (64 / scale) * 2.51))
    }),
    { seed: 1 },
  )
})

test('ticks are the round places within a range', () => {
  expect(ticksBetween(-3, 21, 10)).toEqual([0, 10, 20])
  expect(ticksBetween(5, 9, 10)).toEqual([])
  expect(ticksBetween(10, 10, 10)).toEqual([10])
})
