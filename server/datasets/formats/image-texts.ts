import { messageOf } from '../../errors.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Findings } from '../findings.ts'
import { inParallel } from '../in-parallel.ts'
import { type FileTree, readHead, readWhole } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf, stemOf } from '../sources/tree-path.ts'
import { type ImageSize, readImageSize } from './image-size.ts'
import type { LabelFinder } from './label-beside.ts'

/** Files are opened this many images ahead: waiting for the disk, not memory, is what small files cost. */
const IMAGES_AHEAD = 64
const FILES_AT_A_TIME = 16
/** Label files that are looked into to tell what a tree is, and how much of each. */
const FILES_SAMPLED = 20
const SAMPLED_BYTES = 8192

/** An image with the text of its label file. */
export interface ImageText {
  readonly path: string
  /** Null where the image has no label file, or one that cannot be read. */
  readonly labels: { readonly path: string; readonly lines: readonly string[] } | null
  /** Null where it was not asked for, is not needed because nothing is labelled, or cannot be read. */
  readonly size: ImageSize | null
}

/** The images of a tree in order, each with its label file's lines and, if wanted, its size. */
export async function* imageTexts(
  tree: FileTree,
  finder: LabelFinder,
  findings: Findings,
  { sized }: { sized: boolean },
): AsyncIterable<ImageText> {
  for await (const chunk of inChunks(imagesOf(tree), IMAGES_AHEAD)) {
    const read = await inParallel(chunk, FILES_AT_A_TIME, (path) => readOne(tree, path, finder.of(path), sized))
    for (const { reason, ...image } of read) {
      if (reason) findings.reject(reason.file, reason.why)
      yield image
    }
  }
}

/** Lines of some text files of a tree, taken evenly from all: enough to tell what they are. A last line that was cut off is left out. */
export async function sampledLines(tree: FileTree, isLabelFile: (path: string) => boolean): Promise<string[][]> {
  const files = tree.files.filter(({ path }) => isLabelFile(path))
  const step = Math.max(1, files.length / FILES_SAMPLED)
  const sampled: string[][] = []
  for (let at = 0; at < files.length; at += step) {
    const head = await readHead(tree, (files[Math.floor(at)] as { path: string }).path, SAMPLED_BYTES).catch(() =>
      Buffer.alloc(0),
    )
    const lines = linesIn(head.toString('utf8'))
    sampled.push(head.length < SAMPLED_BYTES ? lines : lines.slice(0, -1))
  }
  return sampled
}

/** The lines of a text that hold something, without a byte order mark. */
export const linesIn = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter(Boolean)

/** A whole text file as its lines. */
export const readLines = async (tree: FileTree, path: string): Promise<string[]> =>
  linesIn((await readWhole(tree, path)).toString('utf8'))

/** A data set has a few lists; where text files are more than this, each is about an image, be it there or not. */
const MOST_LISTS = 500

/** The text files that may list images: those that are not named for one. */
export function listsOf({ files }: Pick<FileTree, 'files'>): ReadonlySet<string> {
  const images = new Set(files.flatMap(({ path }) => (claimsToBeImage(path) ? [stemOf(path)] : [])))
  const lists = files.map(({ path }) => path).filter((path) => isText(path) && !images.has(stemOf(path)))
  return new Set(lists.length > MOST_LISTS ? [] : lists)
}

/** Whether a file is text by its name. */
export const isText = (path: string): boolean => extensionOf(path) === 'txt'

async function* imagesOf({ files }: FileTree): AsyncIterable<string> {
  for (const { path } of files) if (claimsToBeImage(path)) yield path
}

interface ReadOne extends ImageText {
  readonly reason: { readonly file: string; readonly why: string } | null
}

async function readOne(tree: FileTree, path: string, labelFile: string | null, sized: boolean): Promise<ReadOne> {
  if (labelFile === null) return { path, labels: null, size: null, reason: null }
  try {
    const lines = await readLines(tree, labelFile)
    const size = sized && lines.length > 0 ? await readImageSize(tree, path) : null
    return { path, labels: { path: labelFile, lines }, size, reason: null }
  } catch (error) {
    return { path, labels: null, size: null, reason: { file: labelFile, why: messageOf(error) } }
  }
}
