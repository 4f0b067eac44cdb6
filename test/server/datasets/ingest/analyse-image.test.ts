import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { analyseImage } from '#server/datasets/ingest/analyse-image.ts'
import { NO_STRUCTURE } from '#server/look-alike-keys.ts'
import { aPicture } from '../made-up-images.ts'

// Where a PNG's header chunk begins (its type), where its sizes stand and where it ends.
const [PNG_HEADER_AT, PNG_WIDTH_AT, PNG_HEADER_END] = [12, 16, 29]

const differingBits = (a: string, b: string): number =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length

test.each(['jpeg', 'png', 'webp', 'gif', 'tiff'] as const)('a %s is known by its content', async (format) => {
  expect(await analyseImage(await aPicture(1, { format }))).toMatchObject({ kind: format, width: 96, height: 64, pages: 1 })
})

test('the size is that of the upright image, and the thumbnail stands upright too', async () => {
  const lying = await sharp(await aPicture(1))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const { width, height, thumbnail } = await analyseImage(lying)
  expect({ width, height }).toEqual({ width: 64, height: 96 })
  expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 64, height: 96, format: 'jpeg' })
})

test('a thumbnail is at most 320 pixels long, and never larger than the image', async () => {
  const [large, small] = [await aPicture(1, { width: 1000, height: 400 }), await aPicture(1, { width: 50, height: 40 })]
  expect(await sharp((await analyseImage(large)).thumbnail).metadata()).toMatchObject({ width: 320, height: 128 })
  expect(await sharp((await analyseImage(small)).thumbnail).metadata()).toMatchObject({ width: 50, height: 40 })
})

test('the perceptual hash survives another size and another format, and tells other pictures apart', async () => {
  const { perceptualHash } = await analyseImage(await aPicture(1, { width: 400, height: 300 }))
  const copy = await sharp(await aPicture(1, { width: 400, height: 300 }))
    .resize(200)
    .jpeg({ quality: 60 })
    .toBuffer()
  expect(differingBits(perceptualHash, (await analyseImage(copy)).perceptualHash)).toBeLessThanOrEqual(4)
  const other = await analyseImage(await aPicture(2, { width: 400, height: 300 }))
  expect(differingBits(perceptualHash, other.perceptualHash)).toBeGreaterThan(10)
})

test('a picture of one colour has no structure to compare', async () => {
  const flat = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#456' } })
    .png()
    .toBuffer()
  expect((await analyseImage(flat)).perceptualHash).toBe(NO_STRUCTURE)
})

const cut = async (format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff') => {
  const whole = await aPicture(1, { width: 300, height: 300, format })
  return whole.subarray(0, Math.floor(whole.length / 2))
}

test.each([
  ['an empty file', async () => Buffer.alloc(0), 'the file is empty'],
  ['text', async () => Buffer.from('a picture, honestly'), 'it is not an image'],
  ['SVG', async () => Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), 'SVG'],
  ['BMP', async () => Buffer.from('BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0'), 'BMP'],
  ['HEIF', async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0'), 'AVIF and HEIF'],
  ['a JPEG cut in two', () => cut('jpeg'), 'damaged or cut off'],
  ['a PNG cut in two', () => cut('png'), 'damaged or cut off'],
  ['a WebP cut in two', () => cut('webp'), /damaged or cut off|header/],
  ['a TIFF cut in two', () => cut('tiff'), /damaged or cut off|header/],
  ['a header without an image', async () => Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'header'],
])('%s is refused with a reason', async (_what, make, reason) => {
  await expect(analyseImage(await make())).rejects.toThrow(reason)
})

test('an image that claims 196 million pixels is refused before it is decoded', async () => {
  const bomb = Buffer.from(await aPicture(1))
  bomb.writeUInt32BE(14_000, PNG_WIDTH_AT)
  bomb.writeUInt32BE(14_000, PNG_WIDTH_AT + 4)
  bomb.writeUInt32BE(crc32(bomb.subarray(PNG_HEADER_AT, PNG_HEADER_END)), PNG_HEADER_END)
  await expect(analyseImage(bomb)).rejects.toThrow('it has 14000 x 14000 pixels: expected at most 50 million')
})
