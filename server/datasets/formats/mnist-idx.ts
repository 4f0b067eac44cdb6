import type { Readable } from 'node:stream'
import { type FileTree, FileUnreadable } from '../sources/file-tree.ts'
import { gunzipped } from '../sources/gunzipped.ts'
import { baseName, extensionOf } from '../sources/tree-path.ts'
import { createByteReader } from './byte-reader.ts'
import type { ReadShare } from './read-share.ts'

/** One image of such a data set. */
export interface Digit {
  readonly width: number
  readonly height: number
  /** Grey values row by row. */
  readonly pixels: Uint8Array
  /** Null where nobody labelled it. */
  readonly label: string | null
}

const IMAGES = /images[-.]idx3-ubyte(\.gz)?$/i
/** Numbers at a file's beginning: unsigned bytes in three dimensions, and in one. */
const MAGIC = { images: 0x803, labels: 0x801 } as const
const HEADER_BYTES = { images: 16, labels: 8 } as const
/** Larger ones are no images of this kind. */
const LONGEST_SIDE = 4096

/** Whether a file holds images by its name: "train-images-idx3-ubyte.gz". */
export const isIdxImages = (path: string): boolean => IMAGES.test(baseName(path))

/** The file with the labels of a file of images, packed or not; null where it is not there. */
export function labelFileOf({ files }: FileTree, images: string): string | null {
  const plain = images.replace(/images([-.])idx3/i, 'labels$1idx1').replace(/\.gz$/i, '')
  return files.find(({ path }) => path === plain || path === `${plain}.gz`)?.path ?? null
}

/**
 * The images of an IDX file (LeCun, Cortes and Burges, 1998: a magic number, how many there are, rows and columns, then bytes) one by one, with their labels. The
 * count is not believed: some writers give that of the bytes.
 */
export async function* idxDigits(tree: FileTree, images: string, labels: string | null, share: ReadShare): AsyncIterable<Digit> {
  const reader = createByteReader(await unpacked(tree, images, share.counted))
  const names = labels === null ? null : createByteReader(await unpacked(tree, labels))
  const header = await headerOf(reader.take(HEADER_BYTES.images), 'images')
  if (names) await headerOf(names.take(HEADER_BYTES.labels), 'labels')
  const [height, width] = [header.readUInt32BE(8), header.readUInt32BE(12)]
  if (!(height > 0 && width > 0 && height <= LONGEST_SIDE && width <= LONGEST_SIDE))
    throw new FileUnreadable(`its images are ${width} x ${height} pixels: expected 1 to ${LONGEST_SIDE}`)
  for (;;) {
    const pixels = await reader.take(width * height)
    if (pixels.length === 0) return
    if (pixels.length < width * height) throw new FileUnreadable('its last image is cut off')
    const label = (await names?.take(1))?.[0]
    yield { width, height, pixels: Uint8Array.from(pixels), label: label === undefined ? null : String(label) }
  }
}

async function unpacked(
  tree: FileTree,
  path: string,
  watched = (stream: Readable): Readable => stream,
): Promise<AsyncIterable<Uint8Array>> {
  const stream = watched(await tree.stream(path))
  const bytes = tree.files.find((file) => file.path === path)?.bytes ?? 0
  return extensionOf(path) === 'gz' ? gunzipped(stream, bytes) : stream
}

async function headerOf(reading: Promise<Buffer>, kind: keyof typeof MAGIC): Promise<Buffer> {
  const header = await reading
  if (header.length < HEADER_BYTES[kind] || header.readUInt32BE(0) !== MAGIC[kind])
    throw new FileUnreadable(`it does not begin as IDX files of ${kind} do`)
  return header
}
