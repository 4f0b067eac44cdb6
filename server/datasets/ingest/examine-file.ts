import { createHash } from 'node:crypto'
import { AppError, messageOf } from '../../errors.ts'
import type { ExifFacts } from '../../image-files/read-exif.ts'
import { withoutMetadata } from '../../image-files/without-metadata.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { ReadImage } from '../formats/format.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { analyseImage, ImageRefused } from './analyse-image.ts'
import { keepPyramid, needsTiles, type Pyramid } from './image-pyramid.ts'
import { sniffImage } from './sniff-image.ts'

/** A file that can become an asset, with what its bytes say. */
export interface Examined {
  readonly image: ReadImage
  readonly hash: string
  /** SHA-256 of the file without its metadata; its own hash where there is none to take away, or none can be. */
  readonly bare: string
  readonly held: null
  readonly bytes: number
  readonly kind: string
  readonly width: number
  readonly height: number
  readonly pages: number
  readonly exif: ExifFacts
  readonly perceptualHash: string
  readonly thumbnail: string
  readonly values?: readonly [number, number]
  /** Absent for images that are sent in one piece. */
  readonly tiles?: Pyramid
}

/** A file that the project holds, with or without its metadata. */
export interface HeldFile {
  readonly image: ReadImage
  readonly hash: string
  readonly bare: string
  readonly held: AssetRow
}

/**
 * Reads, hashes and decodes one file, and keeps it and its thumbnail as blobs unless `blobs` is null (a dry run). What the project holds already is
 * not decoded again, and where the tree knows the hash not even read; it is known by its bytes, whether its metadata was taken away on the way or not.
 * Throws ImageRefused with the reason for people.
 */
export async function examineFile(
  { tree, blobs }: { tree: FileTree; blobs: BlobStore | null },
  image: ReadImage,
  heldBy: (hashes: readonly string[]) => Promise<AssetRow | null>,
): Promise<Examined | HeldFile> {
  const stated = tree.hashOf?.(image.path)
  const statedRow = stated === undefined ? null : await heldBy([stated])
  if (statedRow) return { image, hash: statedRow.hash, bare: statedRow.bare ?? statedRow.hash, held: statedRow }
  const bytes = await contentOf(tree, image.path)
  const hash = hashOf(bytes)
  const bare = bareHash(bytes, hash)
  const held = await heldBy([...new Set([hash, bare])])
  if (held) return { image, hash, bare, held }
  const { thumbnail, ...analysed } = await analyseImage(bytes)
  const kept = blobs && (await Promise.all([blobs.put({ bytes }), blobs.put({ bytes: thumbnail })]))
  const tiles = blobs && needsTiles(analysed) ? await keepPyramid(bytes, analysed, blobs) : null
  return { image, hash, bare, held, bytes: bytes.length, ...analysed, thumbnail: kept?.[1].hash ?? '', ...(tiles && { tiles }) }
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function bareHash(bytes: Buffer, hash: string): string {
  const sniffed = sniffImage(bytes)
  const bare = 'kind' in sniffed ? withoutMetadata(bytes, sniffed.kind) : null
  return bare === null || bare === bytes ? hash : hashOf(bare)
}

async function contentOf(tree: FileTree, path: string): Promise<Buffer> {
  try {
    return await readWhole(tree, path)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new ImageRefused(`it cannot be read: ${messageOf(error)}`)
  }
}
