import sharp from 'sharp'
import { aPicture } from '../datasets/made-up-images.ts'

/** What must not leave with an image. */
export const SECRET = 'Ada Lovelace, 12 Hill Street'

/** A photograph that says who took it, where, when and with what, and lies on its side where its orientation is not 1. */
export async function aPhotograph(
  kind: 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif',
  { seed = 1, orientation = 1 }: { seed?: number; orientation?: number } = {},
): Promise<Buffer> {
  const image = sharp(await aPicture(seed))
  if (kind === 'gif') return withComment(await image.gif().toBuffer())
  return image
    .withMetadata({ orientation })
    .withExifMerge(WRITTEN)
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${SECRET}</a></x:xmpmeta>`)
    .toFormat(kind)
    .toBuffer()
}

const WRITTEN = {
  IFD0: { Make: 'Labelloop', Model: 'Eye 3', Artist: SECRET },
  IFD2: { DateTimeOriginal: '2024:05:01 12:30:15', FocalLength: '35/1', FNumber: '28/10', BodySerialNumber: SECRET },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '0/1 7/1 30/1' },
} as const

const GIF_END = 1

/** A comment before the end of a GIF (GIF89a, section 24). */
function withComment(gif: Buffer): Buffer {
  const comment = Buffer.from(SECRET, 'latin1')
  const block = Buffer.concat([Buffer.from([0x21, 0xfe, comment.length]), comment, Buffer.from([0])])
  return Buffer.concat([gif.subarray(0, -GIF_END), block, gif.subarray(-GIF_END)])
}
