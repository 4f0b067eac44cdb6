import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { TILE_SIDE } from '#shared/domain/asset.ts'
import type { BlobStore } from '../../store/blobs.ts'

/** An image of more pixels is kept in tiles too: decoded whole it would take a browser over 100 MB. */
const MOST_PIXELS_WHOLE = 2.6e7
const QUALITY = 90
/** Channels of an image that is not grey. */
const COLOURED = 3
const BYTES_PER_VALUE = 2
/** A plain TIFF ends here; all its levels together are a third larger than the first. */
const LARGEST_PLAIN_TIFF = 4e9
const SHARE_OF_LEVELS = 4 / 3

/** Where an image's tiles are, and how often it is there, each time half as large. */
export interface Pyramid {
  /** SHA-256 of a TIFF with a page for each level, in tiles of `TILE_SIDE`. */
  readonly pyramid: string
  readonly levels: number
}

/** Whether an image is too large to be sent in one piece. */
export const needsTiles = ({ width, height }: { width: number; height: number }): boolean => width * height > MOST_PIXELS_WHOLE

/** Cuts a large image into tiles at every size, in a stream: 20,000 x 20,000 pixels take seconds and some 200 MB. 16-bit values are kept exactly. */
export async function keepPyramid(
  bytes: Buffer,
  { width, height, values }: { width: number; height: number; values?: readonly [number, number] },
  blobs: BlobStore,
): Promise<Pyramid> {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-tiles-'))
  try {
    const file = join(folder, 'pyramid.tiff')
    const image = sharp(bytes, { limitInputPixels: false, sequentialRead: true })
    const { channels } = await image.metadata()
    const deepSpace = channels < COLOURED ? 'grey16' : 'rgb16'
    await image
      .removeAlpha()
      .toColourspace(values ? deepSpace : 'srgb')
      .tiff({
        pyramid: true,
        tile: true,
        tileWidth: TILE_SIDE,
        tileHeight: TILE_SIDE,
        bigtiff: width * height * COLOURED * BYTES_PER_VALUE * SHARE_OF_LEVELS > LARGEST_PLAIN_TIFF,
        ...(values ? { compression: 'deflate', predictor: 'horizontal' } : { compression: 'jpeg', quality: QUALITY }),
      })
      .toFile(file)
    const { pages } = await sharp(file, { limitInputPixels: false }).metadata()
    const { hash } = await blobs.put({ file })
    return { pyramid: hash, levels: pages ?? 1 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
