import sharp, { type Metadata } from 'sharp'
import { messageOf } from '../../errors.ts'
import { type ExifFacts, readExif } from '../../image-files/read-exif.ts'
import { smallPicture, thumbnailOf } from '../../image-files/thumbnail.ts'
import { sizeProblem } from './image-limits.ts'
import { HASHED_SIDE, perceptualHash } from './perceptual-hash.ts'
import { type ImageKind, sniffImage } from './sniff-image.ts'

/** What ingest learns from an image's bytes. */
export interface AnalysedImage {
  readonly kind: ImageKind
  /** Pixels of the oriented image. */
  readonly width: number
  readonly height: number
  readonly perceptualHash: string
  /** A small JPEG. */
  readonly thumbnail: Buffer
  /** Of an image with 16 bits per channel: its darkest and its brightest value. */
  readonly values?: readonly [darkest: number, brightest: number]
  /** More than one for animations and multi-page files, of which only the first is used. */
  readonly pages: number
  /** What the camera has written into it. */
  readonly exif: ExifFacts
}

/** A file that cannot become an asset; the message says why, for people. */
export class ImageRefused extends Error {
  override name = 'ImageRefused'
}

/** Decodes an image whole and upright; throws ImageRefused for whatever is not an image, is damaged or would be too large. */
export async function analyseImage(bytes: Buffer): Promise<AnalysedImage> {
  const sniffed = sniffImage(bytes)
  if ('reason' in sniffed) throw new ImageRefused(sniffed.reason)
  const metadata = await refusing('its header cannot be read', () => sharp(bytes, { limitInputPixels: false }).metadata())
  const { width, height } = orientedSize(metadata)
  const problem = sizeProblem({ ...metadata, kind: sniffed.kind, width, height, bytes: bytes.length })
  if (problem) throw new ImageRefused(problem)
  const small = await refusing('it is damaged or cut off', () => smallPicture(bytes, { isJudged: true }))
  const { values } = small
  const [thumbnail, grey] = await Promise.all([
    thumbnailOf(small),
    sharp(small.data, { raw: small.info })
      .resize(HASHED_SIDE, HASHED_SIDE, { fit: 'fill' })
      .toColourspace('b-w')
      .raw()
      .toBuffer(),
  ])
  const pages = metadata.pages ?? 1
  return {
    kind: sniffed.kind,
    width,
    height,
    perceptualHash: perceptualHash(grey),
    thumbnail,
    pages,
    ...(values && { values }),
    // A TIFF is built like the block that other kinds hold.
    exif: readExif(sniffed.kind === 'tiff' ? bytes : (metadata.exif ?? NO_BLOCK)),
  }
}

const NO_BLOCK = Buffer.alloc(0)

function orientedSize({ autoOrient }: Metadata): { width: number; height: number } {
  return { width: autoOrient.width, height: autoOrient.height }
}

async function refusing<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new ImageRefused(`${what} (${messageOf(error).split('\n')[0]})`)
  }
}
