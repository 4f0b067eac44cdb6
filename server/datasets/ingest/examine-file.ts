import { createHash } from 'node:crypto'
import { AppError, messageOf } from '../../errors.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { ReadImage } from '../formats/format.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { analyseImage, ImageRefused } from './analyse-image.ts'
import { keepPyramid, needsTiles, type Pyramid } from './image-pyramid.ts'

/** A file that can become an asset, with what its bytes say. */
export interface Examined {
  readonly image: ReadImage
  readonly hash: string
  readonly bytes: number
  readonly kind: string
  readonly width: number
  readonly height: number
  readonly pages: number
  readonly perceptualHash: string
  readonly thumbnail: string
  readonly values?: readonly [number, number]
  /** Absent for images that are sent in one piece. */
  readonly tiles?: Pyramid
}

/**
 * Reads, hashes and decodes one file, and keeps it and its thumbnail as blobs unless `blobs` is null (a dry run). A file that an
 * earlier attempt of the same import has made an asset of is not decoded again. Throws ImageRefused with the reason for people.
 */
export async function examineFile(
  { tree, blobs }: { tree: FileTree; blobs: BlobStore | null },
  image: ReadImage,
  earlier: AssetRow | null,
): Promise<Examined> {
  const bytes = await contentOf(tree, image.path)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const { length } = bytes
  if (earlier?.hash === hash) {
    const { width, height, perceptualHash, thumbnail, format: kind } = earlier
    return { image, hash, bytes: length, kind, width, height, pages: 1, perceptualHash, thumbnail }
  }
  const { thumbnail, ...analysed } = await analyseImage(bytes)
  const kept = blobs && (await Promise.all([blobs.put({ bytes }), blobs.put({ bytes: thumbnail })]))
  const tiles = blobs && needsTiles(analysed) ? await keepPyramid(bytes, analysed, blobs) : null
  return { image, hash, bytes: length, ...analysed, thumbnail: kept?.[1].hash ?? '', ...(tiles && { tiles }) }
}

async function contentOf(tree: FileTree, path: string): Promise<Buffer> {
  try {
    return await readWhole(tree, path)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new ImageRefused(`it cannot be read: ${messageOf(error)}`)
  }
}
