import sharp from 'sharp'
import type { Mask } from '#shared/shapes/index.ts'
import { maskPixels, pixelMask } from '#shared/shapes/mask-pixels.ts'

const MOST_PIXELS = 5e7
const WHITE = 255

/**
 * The mask of a picture, its top left corner at a place of the image: what is not transparent or, where nothing is, what is not black. Null where
 * nothing is inside. Throws where it is no picture.
 */
export async function maskOfPicture(picture: Uint8Array, x = 0, y = 0): Promise<Mask | null> {
  const opened = sharp(picture, { limitInputPixels: MOST_PIXELS })
  const { hasAlpha } = await opened.metadata()
  const image = hasAlpha ? opened.extractChannel('alpha') : opened.toColourspace('b-w')
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return pixelMask(data, { x: Math.round(x), y: Math.round(y), width: info.width, height: info.height })
}

/** The crop of a mask as a black and white PNG. */
export async function pictureOfMask(mask: Mask): Promise<Buffer> {
  const pixels = maskPixels(mask, mask).map((inside) => (inside === 0 ? 0 : WHITE))
  return sharp(pixels, { raw: { width: mask.width, height: mask.height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}
