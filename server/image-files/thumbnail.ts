import sharp, { type OutputInfo, type Sharp } from 'sharp'
import { THUMBNAIL } from '#shared/domain/asset.ts'
import { shownBetween } from '../shown-values.ts'

/** An image as small as a thumbnail: red, green and blue, or grey, of 8 bits. */
export interface SmallPicture {
  readonly data: Buffer
  readonly info: OutputInfo
  /** Of an image with 16 bits per channel: its darkest and its brightest value, which are shown as black and white. */
  readonly values: readonly [darkest: number, brightest: number] | null
}

/**
 * Decodes an image whole and upright, and makes it small; throws where it is damaged. What comes in and what is only sent is made small alike.
 * `isJudged`: its size was judged by its header before; without that, sharp refuses very large ones.
 */
export async function smallPicture(bytes: Uint8Array, { isJudged }: { isJudged: boolean }): Promise<SmallPicture> {
  // Cut-off files are an error; oddities that every viewer forgives are not.
  const opened = () => sharp(bytes, { limitInputPixels: !isJudged, failOn: 'error', sequentialRead: true })
  const { depth } = await opened().metadata()
  const values = depth === 'ushort' ? await valuesOf(opened()) : null
  const small = await shownBetween(opened().autoOrient(), values)
    .toColourspace('srgb')
    .removeAlpha()
    .resize(THUMBNAIL.side, THUMBNAIL.side, { fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { ...small, values }
}

/** A small picture as a JPEG. */
export const thumbnailOf = ({ data, info }: Pick<SmallPicture, 'data' | 'info'>): Promise<Buffer> =>
  sharp(data, { raw: info }).jpeg({ quality: THUMBNAIL.quality }).toBuffer()

async function valuesOf(image: Sharp): Promise<readonly [number, number]> {
  const { channels } = await image.removeAlpha().stats()
  return [Math.min(...channels.map(({ min }) => min)), Math.max(...channels.map(({ max }) => max))]
}
