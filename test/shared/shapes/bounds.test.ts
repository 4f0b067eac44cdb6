import { expect, test } from 'vitest'
import { boundsIou } from '#shared/shapes/bounds.ts'

test('rectangles too small to have an area overlap by 0, not by no number', () => {
  const speck = { x: 0, y: 0, width: Number.MIN_VALUE, height: Number.MIN_VALUE }
  expect(boundsIou(speck, speck)).toBe(0)
})
