import sharp from 'sharp'
import { createRandom } from '#shared/random.ts'

const PATCHES = 12

/** A picture of coloured patches; the same seed and size give the same picture, another seed an unlike one. */
export async function aPicture(
  seed: number,
  { width = 96, height = 64, format = 'png' as 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' } = {},
): Promise<Buffer> {
  const random = createRandom(seed)
  const patches = Array.from({ length: PATCHES }, () => {
    const [x, y] = [random.integer(width), random.integer(height)]
    const [w, h] = [8 + random.integer(width / 2), 8 + random.integer(height / 2)]
    const color = `rgb(${[0, 0, 0].map(() => random.integer(256)).join()})`
    return `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" fill="${color}"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${patches.join('')}</svg>`
  return sharp(Buffer.from(svg)).removeAlpha().toFormat(format).toBuffer()
}

/** A picture of 16 x 12 pixels of noise, quick to make by the hundred. */
export async function aSpeck(seed: number): Promise<Buffer> {
  const [width, height, channels] = [16, 12, 3] as const
  const random = createRandom(seed)
  const pixels = Uint8Array.from({ length: width * height * channels }, () => random.integer(256))
  return sharp(pixels, { raw: { width, height, channels } }).png().toBuffer()
}
