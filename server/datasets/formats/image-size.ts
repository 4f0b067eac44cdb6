import sharp from 'sharp'
import { type FileTree, readHead, readWhole } from '../sources/file-tree.ts'

/** Most headers lie here; of the others the whole file is read. */
const HEAD_BYTES = 64 * 1024

/** Pixels of an image as it is shown. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** The size of an image as its source knows it, else by its header, turned as its EXIF says; null where it cannot be read: the import names such a file by itself. */
export async function readImageSize(tree: FileTree, path: string): Promise<ImageSize | null> {
  const known = tree.sizeOf?.(path)
  if (known) return known
  const head = await readHead(tree, path, HEAD_BYTES).catch(() => null)
  if (!head) return null
  return (await sizeIn(head)) ?? (head.length < HEAD_BYTES ? null : sizeIn(await readWhole(tree, path).catch(() => head)))
}

async function sizeIn(bytes: Buffer): Promise<ImageSize | null> {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata()
    return { width: autoOrient.width, height: autoOrient.height }
  } catch {
    // Too little of it, or no image at all: whoever decodes it says what is wrong.
    return null
  }
}
