import { expect, test } from 'vitest'
import { edgeSnap } from '#client/smart/edge-snap.ts'
import type { Picture } from '#client/smart/picture.ts'

// Dark on the left, bright from x = 20 on.
function aStep(width = 40, height = 30): Picture {
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let at = 0; at < width * height; at++) if (at % width < width / 2) data.set([30, 30, 30], at * 4)
  return { image: { width, height }, pixels: { width, height, data } }
}

test('a place near an edge goes to the edge', () => {
  const { x, y } = edgeSnap(aStep(), { x: 16, y: 15 }, 8)
  expect(Math.abs(x - 20)).toBeLessThanOrEqual(0.5)
  expect(Math.abs(y - 15)).toBeLessThanOrEqual(1)
})

test('a place far from every edge stays where it is', () => {
  expect(edgeSnap(aStep(), { x: 5, y: 15 }, 8)).toEqual({ x: 5, y: 15 })
})

test('places are pixels of the image, also where its pixels come scaled down', () => {
  const { x } = edgeSnap({ ...aStep(), image: { width: 160, height: 120 } }, { x: 70, y: 60 }, 20)
  expect(Math.abs(x - 80)).toBeLessThanOrEqual(2)
})
