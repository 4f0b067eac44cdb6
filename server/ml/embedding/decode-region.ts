import sharp from 'sharp'
import { EMBEDDED_SIDE } from './image-embedder.ts'

/** Images of more pixels are refused before they are decoded. */
const MAXIMUM_PIXELS = 5e7

/** A local image file, and the part of the upright image that is meant, in its pixels; null for all of it. */
export interface ImageToEmbed {
  readonly file: string
  readonly region: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | null
}

/** The image or its part, upright, as bytes [EMBEDDED_SIDE, EMBEDDED_SIDE, 3]; rejects with sharp's error where the file is none. */
export async function decodeRegion({ file, region }: ImageToEmbed): Promise<Uint8Array> {
  const upright = sharp(file, { limitInputPixels: MAXIMUM_PIXELS }).autoOrient().toColourspace('srgb').removeAlpha()
  const part = region ? upright.extract(region) : upright
  return new Uint8Array(await part.resize(EMBEDDED_SIDE, EMBEDDED_SIDE, { fit: 'fill' }).raw().toBuffer())
}
