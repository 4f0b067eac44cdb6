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
  readonly held: null
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

/** A file whose very bytes the project holds. */
export interface HeldFile {
  readonly image: ReadImage
  readonly hash: string
  readonly held: AssetRow
}

/**
 * Reads, hashes and decodes one file, and keeps it and its thumbnail as blobs unless `blobs` is null (a dry run). What the project holds already is
 * not decoded again, and where the tree knows the hash not even read. Throws ImageRefused with the reason for people.
 */
export async function examineFile(
  { tree, blobs }: { tree: FileTree; blobs: BlobStore | null },
  image: ReadImage,
  heldBy: (hash: string) => Promise<AssetRow | null>,
): Promise<Examined | HeldFile> {
  const stated = tree.hashOf?.(image.path)
  const statedRow = stated === undefined ? null : await heldBy(stated)
  if (statedRow) return { image, hash: statedRow.hash, held: statedRow }
  const bytes = await contentOf(tree, image.path)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const held = await heldBy(hash)
  if (held) return { image, hash, held }
  const { thumbnail, ...analysed } = await analyseImage(bytes)
  const kept = blobs && (await Promise.all([blobs.put({ bytes }), blobs.put({ bytes: thumbnail })]))
  const tiles = blobs && needsTiles(analysed) ? await keepPyramid(bytes, analysed, blobs) : null
  return { image, hash, held, bytes: bytes.length, ...analysed, thumbnail: kept?.[1].hash ?? '', ...(tiles && { tiles }) }
}

async function contentOf(tree: FileTree, path: string): Promise<Buffer> {
  try {
    return await readWhole(tree, path)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new ImageRefused(`it cannot be read: ${messageOf(error)}`)
  }
}
