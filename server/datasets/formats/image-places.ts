import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import type { ReadImage } from './format.ts'
import { splitByFolder } from './splits-by-name.ts'

/** Where the image of a record is. */
export interface ImagePlace {
  readonly path: string
  /** Whether no record before was about this image. */
  readonly isFirst: boolean
}

/** Where the images of records are: in them, from where they are kept as files, or beside them. */
export function createImagePlaces(tree: FileTree) {
  const find = createImageFinder(tree)
  const taken = new Set<string>()

  function placed(path: string): ImagePlace {
    const isFirst = !taken.has(path)
    taken.add(path)
    return { path, isFirst }
  }

  return {
    /** Of one whose bytes the record holds. */
    kept: async (path: string, content: Uint8Array): Promise<ImagePlace> => placed(await tree.keep(path, content)),
    /** Of one that lies beside the file of records at `from`; null where none of its name does. */
    beside(name: string, from: string): ImagePlace | null {
      const path = find.named(name, from)
      return path === null ? null : placed(path)
    },
    /** The images that no record was about. */
    *others(): Iterable<ReadImage> {
      for (const { path } of tree.files)
        if (claimsToBeImage(path) && !taken.has(path))
          yield { path, labelled: false, size: null, split: splitByFolder(path), annotations: [] }
    },
  }
}
