import sharp, { type Sharp } from 'sharp'
import type { Shape } from '#shared/shapes/index.ts'
import { hide, type Raster } from './mosaic.ts'

const COLOURED = 3
/** What was compressed with loss is compressed once more: so that hardly anything is lost by it. */
const QUALITY = 95
const NO_LIMIT = { limitInputPixels: false, failOn: 'error' } as const

/** Formats by what they are called: what an image came in it goes out in. */
const ENCODERS: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  jpeg: (image) => image.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }),
  png: (image) => image.png(),
  webp: (image) => image.webp({ quality: QUALITY }),
  gif: (image) => image.gif(),
  tiff: (image) => image.tiff({ compression: 'deflate', predictor: 'horizontal' }),
}

/**
 * An image (jpeg, png, webp, gif or tiff) in which the areas of shapes, in pixels of the upright image, are hidden for good (see `hide`). It is upright,
 * of the same size and depth, its colours in sRGB, and without any metadata: a small picture in there would show what is hidden. Of several pages the
 * first is written.
 */
export async function blurImage(bytes: Buffer, shapes: readonly Shape[]): Promise<Buffer> {
  const { format, depth, channels: given, hasAlpha } = await sharp(bytes, NO_LIMIT).metadata()
  const encode = ENCODERS[format]
  if (!encode) throw new Error(`Expected a JPEG, PNG, WebP, GIF or TIFF, got ${format}`)
  const isDeep = depth === 'ushort'
  const isGrey = given - Number(hasAlpha) < COLOURED
  const space = isGrey ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb'
  const { data, info } = await sharp(bytes, NO_LIMIT)
    .autoOrient()
    .toColourspace(space)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const raster: Raster = { data: isDeep ? wideOf(data) : data, width, height, channels }
  for (const shape of shapes) hide(raster, shape)
  return encode(sharp(raster.data, { raw: { width, height, channels }, ...NO_LIMIT }).toColourspace(space)).toBuffer()
}

// 16-bit values must begin at an even byte.
function wideOf(data: Buffer): Uint16Array {
  const bytes = data.byteOffset % 2 === 0 ? data : Buffer.from(new Uint8Array(data).buffer)
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
}
