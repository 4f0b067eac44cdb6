import sharp from 'sharp'
import { expect, it } from 'vitest'
import { fileValues } from '#client/champion/file-values.ts'
import { decodeImage } from '#server/ml/images/decode-image.ts'
import { shownBetween } from '#server/shown-values.ts'

const SIZE = { width: 64, height: 48 }

it.each([
  ['all that it has', [2000, 40_000]],
  ['more than it has', [0, 65_535]],
] as const)('a 16-bit image, shown with %s spread from black to white, is what its file says again', async (_, window) => {
  const values = Uint16Array.from({ length: SIZE.width * SIZE.height }, (_value, at) => 2000 + ((at * 37_951) % 38_000))
  const bytes = await sharp(values, { raw: { ...SIZE, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer()
  const shown = await shownBetween(sharp(bytes), window).toColourspace('srgb').ensureAlpha().raw().toBuffer()
  const wanted = await decodeImage({ assetId: 'scan', bytes }, SIZE)
  const found = fileValues({ ...SIZE, data: new Uint8ClampedArray(shown) }, window).data.filter((_value, at) => at % 4 !== 3)
  expect(found).toHaveLength(wanted.length)
  const beside = Array.from(found, (value, at) => Math.abs(value - (wanted[at] as number)))
  expect(beside.reduce((most, value) => Math.max(most, value), 0)).toBeLessThanOrEqual(1)
  // Not because all is one grey.
  expect(new Set(wanted).size).toBeGreaterThan(100)
})
