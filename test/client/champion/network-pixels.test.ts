import sharp from 'sharp'
import { expect, it } from 'vitest'
import { networkPixels } from '#client/champion/network-pixels.ts'
import { decodeImage } from '#server/ml/images/decode-image.ts'

/** Values of 255: the server rounds between its steps. */
const MOST_BESIDE = 3
const MEAN_BESIDE = 0.5

it.each([
  ['as they are', [96, 64], [96, 64]],
  ['a little smaller', [257, 193], [256, 192]],
  ['much smaller', [1500, 1100], [256, 192]],
  ['larger', [70, 50], [96, 96]],
  ['narrower and higher', [300, 60], [96, 128]],
  ['higher alone', [96, 60], [96, 128]],
] as const)('a browser gives a network the pixels that the server gives it: %s', async (_, [width, height], [across, down]) => {
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_value, at) => {
    const [x, y, channel] = [(at >> 2) % width, Math.floor((at >> 2) / width), at % 4]
    return channel === 3 ? 255 : 128 + 100 * Math.sin(x / (5 + channel)) * Math.cos(y / 9)
  })
  const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
  const input = { width: across, height: down }
  const wanted = await decodeImage({ assetId: 'waves', bytes }, input)
  const found = networkPixels({ width, height, data }, input)
  const beside = Array.from(found, (value, at) => Math.abs(value - (wanted[at] as number)))
  expect(beside.reduce((most, value) => Math.max(most, value), 0)).toBeLessThanOrEqual(MOST_BESIDE)
  expect(beside.reduce((sum, value) => sum + value, 0) / beside.length).toBeLessThan(MEAN_BESIDE)
})
