import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { foldersOf, isImageIn, sharedFolders, stemOf } from '../sources/tree-path.ts'
import type { Declare, ReadImage } from './format.ts'
import type { LabelPicture } from './label-picture.ts'
import { areasByLegend, declareLegend, type Legend, legendOf } from './legend.ts'
import type { LegendFile } from './legend-files.ts'
import { readLabelPictures } from './read-label-pictures.ts'

const IMAGES = /^(images?|imgs?|jpegimages)$/i
const MASKS = /^(masks?|label_?masks?|segmentation_?masks?|labels?_?png)$/i
/** What names of images and of their masks may differ in. */
const DECORATION = /^(?:image|img|mask|gt|label)[-_]|[-_](?:image|img|mask|gt|labels?|L|seg)$/gi
/** What is inside a mask of black and white, where no list names it. */
const OBJECT = 'object'
const WHITE = 255

/** How many images of a tree have a mask of the same name beside them, and how many masks there are in all. */
export function countPairs(tree: FileTree): { pairs: number; masks: number } {
  const masks = tree.files.filter(({ path }) => isImageIn(path, MASKS)).map(({ path }) => keyed(path))
  const images = new Set(tree.files.filter(({ path }) => isImageIn(path, IMAGES)).map(({ path }) => keyed(path)))
  return { masks: masks.length, pairs: masks.filter((key) => images.has(key)).length }
}

/** The images of `images` with the areas that their pictures of the same name in `masks` hold; of several legends the nearest counts. */
export async function* readPairedMasks(
  tree: FileTree,
  findings: Findings,
  declare: Declare,
  files: readonly LegendFile[],
): AsyncIterable<ReadImage> {
  for (const { legend } of files) declareLegend(legend, declare)
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => (isImageIn(path, IMAGES) ? keyed(path) : null),
    pictureKey: (path) => (isImageIn(path, MASKS) ? keyed(path) : null),
    isKnown: (path) => files.some((file) => file.path === path),
    annotations: (picture, path) => areasByLegend(picture, nearest(files, path) ?? unnamed(picture), path, findings),
  })
}

/** What an image and its mask have in common: the other folders, and the name without what says which of them it is. */
function keyed(path: string): string {
  const folders = foldersOf(path).filter((folder) => !IMAGES.test(folder) && !MASKS.test(folder))
  return [...folders, stemOf(path).replaceAll(DECORATION, '')].join('/')
}

function nearest(files: readonly LegendFile[], path: string): Legend | null {
  const shared = (file: LegendFile) => sharedFolders(foldersOf(file.path), foldersOf(path))
  return [...files].sort((a, b) => shared(b) - shared(a))[0]?.legend ?? null
}

/** Without a list of names, numbers and colours are their own names; black and white mean one kind of object. */
function unnamed({ numbers, isColoured }: LabelPicture): Legend {
  const found = new Set<number>()
  for (let at = 0; at < numbers.length; at++) if (numbers[at] !== 0) found.add(numbers[at] as number)
  const isPlain = found.size <= 1 && !isColoured
  const nameOf = (number: number) => (isPlain || number === WHITE ? OBJECT : String(number))
  return legendOf([...found].map((number) => ({ name: nameOf(number), colour: isColoured ? number : null, index: number })))
}
