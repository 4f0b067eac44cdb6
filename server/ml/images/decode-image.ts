import sharp from 'sharp'
import type { Size } from './warp.ts'

/** Images of more pixels are refused before they are decoded. */
const MAXIMUM_PIXELS = 5e7

/** Thrown when a file is not an image that can be decoded; says which asset. */
export class ImageUnreadable extends Error {
  override name = 'ImageUnreadable'
}

/** An image file, turned upright, as bytes [height, width, 3], stretched to the given size. */
export async function decodeImage(
  { assetId, file }: { assetId: string; file: string },
  { width, height }: Size,
): Promise<Uint8Array> {
  try {
    const image = sharp(file, { limitInputPixels: MAXIMUM_PIXELS }).autoOrient().toColourspace('srgb').removeAlpha()
    return new Uint8Array(await image.resize(width, height, { fit: 'fill' }).raw().toBuffer())
  } catch (error) {
    throw new ImageUnreadable(
      `the image of asset ${assetId} cannot be decoded: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  }
}
