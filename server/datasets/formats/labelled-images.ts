import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import type { ReadAnnotation, ReadImage } from './format.ts'
import { jsonFilesOf } from './json-heads.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

/** What a label file says of one image. */
export interface SaidOfImage extends Omit<ReadImage, 'path' | 'annotations'> {
  /** What the file calls it; of several names the first that is there counts. */
  readonly names: readonly string[]
  /** Folders it may lie in. */
  readonly near?: readonly string[]
  /** Whether the image that shares the label file's name will do where none of the names is there. */
  readonly sharesStem?: boolean
  /** Makes the image of what the label file holds, where none is there: its path; null where the file holds none. */
  embedded?(): Promise<string | null>
  /** Its labels, once it is known which image it is. */
  annotations(path: string): readonly ReadAnnotation[] | Promise<readonly ReadAnnotation[]>
}

/**
 * The images of a tree in the order their label files speak of them, then those that no file speaks of. A label file whose image is not there, or
 * that breaks off, is named; an image that is labelled twice keeps the first labels. Files in `alsoUsed` were of use otherwise.
 */
export async function* labelledImages(
  tree: FileTree,
  findings: Findings,
  files: readonly string[],
  readFile: (path: string) => AsyncIterable<SaidOfImage> | Iterable<SaidOfImage>,
  alsoUsed: readonly string[] = [],
): AsyncIterable<ReadImage> {
  const find = createImageFinder(tree)
  const done = new Set<string>()
  const made = new Set<string>()
  // An address may leave the extension out.
  const placeOf = (name: string, from: string, near?: readonly string[]) =>
    find.named(name, from, near) ?? (extensionOf(name) === '' ? find.besides(name) : null)
  for (const [at, from] of files.entries()) {
    try {
      for await (const { names, near, sharesStem = false, embedded, annotations, ...said } of readFile(from)) {
        const named = names.map((name) => placeOf(name, from, near)).find((found) => found !== null) ?? null
        const there = named ?? (sharesStem ? find.besides(from) : null)
        const path = there ?? (await embedded?.()) ?? null
        if (path === null && names.length === 0)
          findings.reject(from, 'it does not say which image it labels, and no image has its name: put the image beside it')
        else if (path === null) findings.reject(names[0] as string, `${from} labels it, but it is not there`)
        else if (done.has(path)) findings.lose('labels of an image that is labelled already', `${path} in ${from}`)
        else {
          if (there === null) made.add(path)
          const share = there === null ? { share: (at + 1) / files.length } : {}
          const image = {
            path,
            ...said,
            ...share,
            split: said.split ?? splitByFolder(path),
            annotations: await annotations(path),
          }
          // An image whose labels cannot be read is one that nobody labelled.
          done.add(path)
          yield image
        }
      }
    } catch (error) {
      findings.reject(from, `it cannot be read to its end (${messageOf(error)})`)
    }
  }
  const images = tree.files.map(({ path }) => path).filter(claimsToBeImage)
  for (const path of [...images, ...made])
    if (!done.has(path)) yield { path, labelled: false, size: null, split: splitByFolder(path), annotations: [] }
  reportUnused(tree, new Set([...images, ...files, ...alsoUsed]), findings)
}

/** The images of a tree in which every JSON file speaks of one, or of some. */
export const imagesByJson = (
  tree: FileTree,
  findings: Findings,
  readFile: (path: string) => AsyncIterable<SaidOfImage> | Iterable<SaidOfImage>,
): AsyncIterable<ReadImage> =>
  labelledImages(
    tree,
    findings,
    jsonFilesOf(tree).map(({ path }) => path),
    readFile,
  )
