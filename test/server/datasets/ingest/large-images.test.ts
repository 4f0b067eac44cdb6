import sharp from 'sharp'
import { expect, test } from 'vitest'
import { analyseImage } from '#server/datasets/ingest/analyse-image.ts'
import { sizeProblem } from '#server/datasets/ingest/image-limits.ts'

const large = { kind: 'jpeg', width: 20_000, height: 20_000, bytes: 2e7, isProgressive: false } as const

test('an image of 20,000 x 20,000 pixels is taken where it can be read line by line', () => {
  expect(sizeProblem(large)).toBeNull()
  expect(sizeProblem({ ...large, kind: 'png' })).toBeNull()
  expect(sizeProblem({ ...large, kind: 'tiff' })).toBeNull()
})

test.each([
  ['more pixels than that', { width: 20_001 }, '400 million'],
  ['a kind that is decoded whole', { kind: 'webp' }, 'in a webp'],
  ['progressive lines', { isProgressive: true }, 'progressive'],
  ['an orientation that needs turning', { orientation: 6 }, 'upright'],
  ['a file too small to hold so much', { bytes: 600_000 }, 'only 600000 bytes'],
] as const)('a large image is refused for %s', (_what, change, reason) => {
  expect(sizeProblem({ ...large, ...change })).toMatch(reason)
})

test('below 50 million pixels none of that matters', () => {
  expect(sizeProblem({ kind: 'webp', width: 7000, height: 7000, bytes: 1000, isProgressive: true, orientation: 6 })).toBeNull()
})

test('the values of a 16-bit image are known, and its thumbnail spreads them from black to white', async () => {
  const [width, height] = [64, 32]
  const values = Uint16Array.from({ length: width * height }, (_, at) => 1000 + (at % width) * 10)
  const png = await sharp(values, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer()
  const analysed = await analyseImage(png)
  expect(analysed.values).toEqual([1000, 1630])
  const shown = await sharp(analysed.thumbnail).greyscale().raw().toBuffer()
  expect(shown[0]).toBeLessThan(8)
  expect(shown[width - 1]).toBeGreaterThan(247)
})

test('an 8-bit image has no values of its own', async () => {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#246' } })
    .png()
    .toBuffer()
  expect(await analyseImage(png)).not.toHaveProperty('values')
})
