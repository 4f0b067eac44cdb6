import sharp from 'sharp'
import type { Size } from './warp.ts'

/** Images of more pixels are refused before they are decoded. */
const MAXIMUM_PIXELS = 5e7

/** Thrown when a file is not an image that can be decoded; says which asset. */
export class ImageUnreadable extends Error {
  override name = 'ImageUnreadable'
}

/** An image by its file, or by the file's bytes; the id is what complaints about it say. */
export type ImageFile = { assetId: string } & ({ file: string } | { bytes: Uint8Array })

/** An image file, turned upright, as bytes [height, width, 3], stretched to the given size. */
export function decodeImage(image: ImageFile, { width, height }: Size): Promise<Uint8Array> {
  return reading(image, async () => {
    const upright = open(image).autoOrient().toColourspace('srgb').removeAlpha()
    return new Uint8Array(await upright.resize(width, height, { fit: 'fill' }).raw().toBuffer())
  })
}

/** Pixels of the upright image; read from the file's head where they are not known. */
export function readSize(image: ImageFile & Partial<Size>): Promise<Size> {
  const { width, height } = image
  if (width !== undefined && height !== undefined) return Promise.resolve({ width, height })
  return reading(image, async () => (await open(image).metadata()).autoOrient)
}

const open = (image: ImageFile) => sharp('file' in image ? image.file : image.bytes, { limitInputPixels: MAXIMUM_PIXELS })

async function reading<Result>({ assetId }: ImageFile, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw new ImageUnreadable(
      `the image of asset ${assetId} cannot be decoded: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  }
}
