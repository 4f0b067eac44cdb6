import { expect, test } from 'vitest'
import { hide, type Raster } from '#server/datasets/mosaic.ts'
import { createRandom } from '#shared/random.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'

const [WIDTH, HEIGHT] = [120, 90]

function noise(channels = 3): Raster {
  const random = createRandom(7)
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, () => random.integer(256))
  return { data, width: WIDTH, height: HEIGHT, channels }
}

/** The pixels that changed, and the colours that they have now. */
function changedBy(shape: Shape) {
  const [before, after] = [noise(), noise()]
  hide(after, shape)
  const places = Array.from({ length: WIDTH * HEIGHT }, (_, place) => place)
  const colourAt = ({ data, channels }: Raster, place: number) =>
    [...data.subarray(place * channels, (place + 1) * channels)].join()
  const changed = places.filter((place) => colourAt(before, place) !== colourAt(after, place))
  return {
    pixels: changed.map((place) => ({ x: place % WIDTH, y: Math.floor(place / WIDTH) })),
    colours: new Set(changed.map((place) => colourAt(after, place))),
  }
}

const square = Array.from({ length: 40 * 40 }, () => 1)
const SHAPES: readonly (readonly [string, Shape])[] = [
  ['a box', { kind: 'box', x: 20, y: 10, width: 60.5, height: 40 }],
  ['a turned box', { kind: 'rotated-box', cx: 60, cy: 45, width: 50, height: 30, rotation: 30 }],
  ['an outline', { kind: 'polygon', ring: [20, 10, 90, 20, 60, 80], holes: [] }],
  ['an ellipse', { kind: 'ellipse', cx: 60, cy: 45, rx: 30, ry: 20, rotation: 0 }],
  ['a mask', pixelMask(square, { x: 30, y: 20, width: 40, height: 40 }) as Shape],
  ['keypoints', { kind: 'skeleton', keypoints: [40, 30, 2, 60, 50, 2, 0, 0, 0] }],
  ['a line', { kind: 'polyline', points: [30, 30, 80, 60] }],
  ['points', { kind: 'points', points: [30, 30, 50, 60] }],
]

test.each(SHAPES)('of what %s covers at most sixteen colours are left', (_, shape) => {
  const { pixels, colours } = changedBy(shape)
  expect(pixels.length).toBeGreaterThan(300)
  expect(colours.size).toBeLessThanOrEqual(16)
})

test('what a shape does not cover stays as it is', () => {
  const { pixels } = changedBy({ kind: 'box', x: 20, y: 10, width: 60, height: 40 })
  expect(pixels.every(({ x, y }) => x >= 20 && x < 80 && y >= 10 && y < 50)).toBe(true)
  const round = changedBy({ kind: 'ellipse', cx: 60, cy: 45, rx: 30, ry: 20, rotation: 0 })
  expect(round.pixels.some(({ x, y }) => x < 34 && y < 29)).toBe(false)
})

test('what keypoints show is hidden with what is around them', () => {
  const { pixels } = changedBy({ kind: 'skeleton', keypoints: [40, 30, 2, 60, 50, 2] })
  expect(pixels.some(({ x, y }) => x < 36 && y < 26)).toBe(true)
})

test('a label of the whole image hides all of it', () => {
  expect(changedBy({ kind: 'whole' }).pixels.length).toBeGreaterThan(0.98 * WIDTH * HEIGHT)
})

test('a small object keeps one colour, and one that lies outside the image changes nothing', () => {
  expect(changedBy({ kind: 'box', x: 50, y: 50, width: 8, height: 8 }).colours.size).toBe(1)
  expect(changedBy({ kind: 'ellipse', cx: -60, cy: -60, rx: 5, ry: 5, rotation: 0 }).pixels).toEqual([])
})
