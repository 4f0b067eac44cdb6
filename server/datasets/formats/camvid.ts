import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, folderOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { CAMVID_COLOURS, SEGNET_NUMBERS } from './camvid-colours.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { linesIn } from './image-texts.ts'
import { areasByLegend, declareLegend, legendOf } from './legend.ts'
import { legendFiles } from './legend-files.ts'
import { readLabelPictures } from './read-label-pictures.ts'
import { splitNamed } from './splits-by-name.ts'
import { writeCamVid } from './write-camvid.ts'

const SCORE = 0.95
/** "train" and "trainannot", or the folders of the database as it was published. */
const PICTURES = /^(.*)annot$|^LabeledApproved_full$/i
const PUBLISHED_IMAGES = '701_StillsRaw_full'
const LIST = /^(train|val|test|trainval)\.txt$/i

/** CamVid: a folder of images, and beside it one of pictures in the colours of the labels, called as the first with "annot" behind. */
export const camVid: Format = {
  id: 'camvid',
  title: 'CamVid',
  tasks: ['segmentation', 'detection', 'oriented'],
  detect,
  read,
  write: writeCamVid,
}

async function detect(tree: FileTree): Promise<Detection> {
  const pictures = tree.files.filter(({ path }) => isPicture(path)).map(({ path }) => path)
  const homes = new Set(pictures.map((path) => imageFolder(path)))
  const images = tree.files.filter(({ path }) => claimsToBeImage(path) && homes.has(foldersOf(path).join('/'))).length
  if (pictures.length === 0 || images === 0) return NOT_DETECTED
  return { score: SCORE, why: `${images} images in ${[...homes].join(', ')} and ${pictures.length} pictures beside in "…annot"` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const files = await legendFiles(tree)
  const [own] = files
  const colours = own?.legend ?? legendOf(CAMVID_COLOURS)
  const numbers = own?.legend ?? legendOf(SEGNET_NUMBERS)
  const homes = new Set(tree.files.filter(({ path }) => isPicture(path)).map(({ path }) => imageFolder(path)))
  let isDeclared = false
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => (homes.has(foldersOf(path).join('/')) ? path.slice(0, path.lastIndexOf('.')) : null),
    pictureKey: (path) => (isPicture(path) ? `${imageFolder(path)}/${stemOf(path).replace(/_L$/, '')}` : null),
    isKnown: (path) => path === own?.path || LIST.test(baseName(path)),
    splitOf: await readLists(tree),
    annotations(picture, path) {
      const legend = picture.isColoured || picture.palette ? colours : numbers
      if (!isDeclared) declareLegend(legend, declare)
      isDeclared = true
      return areasByLegend(picture, legend, path, findings)
    },
  })
}

/** Lists of "image picture" pairs tell the split where the folder does not. */
async function readLists(tree: FileTree) {
  const splits = new Map<string, ReturnType<typeof splitNamed>>()
  for (const { path } of tree.files.filter((file) => LIST.test(baseName(file.path))))
    for (const line of linesIn((await readWhole(tree, path)).toString('utf8'))) {
      const [image = ''] = line.split(/\s+/)
      if (stemOf(path).toLowerCase() !== 'trainval') splits.set(stemOf(image), splitNamed(stemOf(path)))
    }
  return (path: string) => splits.get(stemOf(path)) ?? null
}

const isPicture = (path: string): boolean => claimsToBeImage(path) && PICTURES.test(folderOf(path))

function imageFolder(picture: string): string {
  const folders = foldersOf(picture)
  return [...folders.slice(0, -1), PICTURES.exec(folders.at(-1) ?? '')?.[1] ?? PUBLISHED_IMAGES].join('/')
}
