import { groupBy } from '#shared/group-by.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, foldersOf, stemOf } from '../sources/tree-path.ts'
import { splitByFolder, splitNamed } from './splits-by-name.ts'

/** Folders that only say what kind of file lies in them: an image and its labels differ in these. */
const PLAIN_FOLDER =
  /^(images?|imgs?|img1|jpegimages|labels?|labeltxt[-\w.]*|annotations?|anns?|gts?|ground_?truth|txts?|data|obj_\w+_data|(image|label)_\d+)$/i

/** Which label file speaks of which image, where every image has one of its own. */
export interface LabelFinder {
  /** The label file of an image; null where it has none. */
  of(image: string): string | null
  /** Label files that no image asked for so far. */
  unasked(): string[]
}

/**
 * Finds label files by the image's name and the folders around: "images/train/1.jpg" and "labels/train/1.txt" belong together, as do
 * "train/images/1.jpg" and "train/labels/1.txt", but not "images/train/1.jpg" and "labels/val/1.txt". Where a name occurs but once on either side,
 * folders may differ unless they are of other splits. `nameOf` is a label file's name for its image.
 */
export function createLabelFinder(
  { files }: FileTree,
  isLabelFile: (path: string) => boolean,
  nameOf: (path: string) => string = stemOf,
): LabelFinder {
  const byName = groupBy(files.map(({ path }) => path).filter(isLabelFile), nameOf)
  const images = new Map<string, number>()
  for (const { path } of files) if (claimsToBeImage(path)) images.set(stemOf(path), (images.get(stemOf(path)) ?? 0) + 1)
  const asked = new Set<string>()
  return {
    of(image) {
      const candidates = byName.get(stemOf(image)) ?? byName.get(baseName(image)) ?? []
      const isOnly = candidates.length === 1 && images.get(stemOf(image)) === 1
      const found = nearest(candidates, image) ?? (isOnly ? onlyOne(candidates[0] as string, image) : null)
      if (found !== null) asked.add(found)
      return found
    },
    unasked: () => [...byName.values()].flat().filter((path) => !asked.has(path)),
  }
}

/** Of label files with an image's name, the one whose folders agree with the image's; the fewer folders are left over, the better. */
function nearest(candidates: readonly string[], image: string): string | null {
  const wanted = tellingFolders(image)
  let best: { path: string; left: number } | null = null
  for (const path of candidates) {
    const folders = tellingFolders(path)
    const left = Math.abs(folders.length - wanted.length)
    const agrees = folders.length < wanted.length ? isPartOf(folders, wanted) : isPartOf(wanted, folders)
    if (agrees && (!best || left < best.left)) best = { path, left }
  }
  return best?.path ?? null
}

function onlyOne(path: string, image: string): string | null {
  const [split, other] = [splitByFolder(path), splitByFolder(image)]
  return split === null || other === null || split === other ? path : null
}

const tellingFolders = (path: string): string[] =>
  foldersOf(path)
    .filter((folder) => !PLAIN_FOLDER.test(folder))
    .map((folder) => splitNamed(folder) ?? folder)

/** Whether a list is another one with some left out. */
function isPartOf(short: readonly string[], long: readonly string[]): boolean {
  let at = 0
  for (const folder of long) if (folder === short[at]) at++
  return at === short.length
}
