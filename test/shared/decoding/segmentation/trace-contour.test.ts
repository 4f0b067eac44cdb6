import { expect, it } from 'vitest'
import { traceContours } from '#shared/decoding/segmentation/trace-contour.ts'
import { ringArea } from '#shared/shapes/ring.ts'

const net = { width: 48, height: 32 }

it('draws a contour between the cells, where the height crosses one half, around a disc as around a ring', () => {
  const disc = traceContours(field((x, y) => 10 - Math.hypot(x - 20, y - 15)))
  expect(disc).toHaveLength(1)
  expect(ringArea(disc[0] as number[])).toBeCloseTo(Math.PI * 100, -1)
  const ring = traceContours(field((x, y) => 4 - Math.abs(Math.hypot(x - 20, y - 15) - 8)))
  expect(ring.map((one) => Math.round(Math.sqrt(ringArea(one) / Math.PI))).sort()).toEqual([12, 4].sort())
})

it('parts opposite corners, and joins them where the middle is inside', () => {
  const saddle = (corner: number) =>
    traceContours({
      width: 4,
      height: 4,
      values: Float32Array.of(0, 0, 0, 0, 0, 0.9, corner, 0, 0, corner, 0.9, 0, 0, 0, 0, 0),
    })
  expect(saddle(0)).toHaveLength(2)
  expect(saddle(0.4)).toHaveLength(1)
})

function field(height: (x: number, y: number) => number) {
  const values = Float32Array.from(
    { length: net.width * net.height },
    (_, crossing) => 0.5 + height(crossing % net.width, Math.floor(crossing / net.width)),
  )
  return { ...net, values }
}
