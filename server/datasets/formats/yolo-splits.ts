import type { Split } from '#shared/domain/asset.ts'
import { type FileTree, readHead } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, foldersOf, stemOf } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import { isText, linesIn, readLines } from './image-texts.ts'
import { splitByFolder, splitNamed } from './splits-by-name.ts'
import type { YoloConfig } from './yolo-config.ts'

const HEAD_BYTES = 2048
/** CVAT's name for the folder of a subset. */
const DARKNET_FOLDER = /^obj_(\w+)_data$/i

/** Which split an image is in. */
export interface YoloSplits {
  of(image: string): Split | null
  /** Lists of images, which are no labels. */
  readonly lists: ReadonlySet<string>
}

/** Reads the lists of images of a data set, and the folders that its configuration calls splits; the names of folders tell the rest. */
export async function readYoloSplits(tree: FileTree, { sources }: YoloConfig): Promise<YoloSplits> {
  const listed = new Map<string, Split>()
  const folders = new Map<string, Split | null>()
  const lists = await listsIn(tree)
  const find = createImageFinder(tree)
  const addImage = (name: string, from: string, split: Split) => {
    const path = find.named(name, from, [split])
    if (path !== null) listed.set(path, split)
  }
  const given = [...sources, ...[...lists].map((place) => ({ split: splitNamed(stemOf(place)), place }))]
  for (const { split, place } of given) {
    if (split === null) continue
    if (claimsToBeImage(place)) addImage(place, '', split)
    else if (isText(place)) {
      const list = [...lists].find((path) => baseName(path) === baseName(place))
      for (const name of list ? await readLines(tree, list) : []) addImage(name, list ?? '', split)
    } else {
      // A folder that two splits share tells nothing of either.
      const folder = `/${place
        .split('/')
        .filter((part) => part !== '' && !/^\.+$/.test(part))
        .join('/')}/`
      const known = folders.get(folder)
      folders.set(folder, known === undefined || known === split ? split : null)
    }
  }
  folders.delete('//')
  return { lists, of: (image) => listed.get(image) ?? splitOfFolder(folders, image) ?? byFolderName(image) }
}

function splitOfFolder(folders: ReadonlyMap<string, Split | null>, image: string): Split | null {
  const home = `/${foldersOf(image).join('/')}/`
  for (const [folder, split] of folders) if (home.includes(folder)) return split
  return null
}

const byFolderName = (image: string): Split | null =>
  splitByFolder(image) ??
  foldersOf(image)
    .map((folder) => splitNamed(DARKNET_FOLDER.exec(folder)?.[1] ?? ''))
    .find(Boolean) ??
  null

/** The text files whose lines are names of images. */
async function listsIn(tree: FileTree): Promise<ReadonlySet<string>> {
  const lists = new Set<string>()
  for (const { path } of tree.files) {
    if (!isText(path) || splitNamed(stemOf(path)) === null) continue
    const [first = ''] = linesIn((await readHead(tree, path, HEAD_BYTES)).toString('utf8'))
    if (claimsToBeImage(first)) lists.add(path)
  }
  return lists
}
