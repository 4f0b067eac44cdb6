import type { Split } from '#shared/domain/asset.ts'
import type { Mask } from '#shared/shapes/index.ts'
import { paintedColumns } from '#shared/shapes/mask-pixels.ts'
import { runsOf } from '#shared/shapes/mask-runs.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { baseName, extensionOf, foldersOf, isImageIn, stemOf } from '../sources/tree-path.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { linesIn } from './image-texts.ts'
import { areasOf, hexOf, type LabelPicture, readLabelPicture } from './label-picture.ts'
import { areasByLegend, declareLegend, type Legend, namedPixels } from './legend.ts'
import { legendFiles } from './legend-files.ts'
import { readLabelPictures } from './read-label-pictures.ts'
import { splitNamed } from './splits-by-name.ts'
import { VOC_COLOURS } from './voc-colours.ts'
import { writeClassObjectMasks } from './write-class-object-masks.ts'

const SCORE = 0.94
const CLASSES = /^SegmentationClass(Raw|Aug)?$/i
const OBJECTS = /^SegmentationObject$/i
const LIST_FOLDER = /^ImageSets$/i
/** The colour of outlines, which belong to no object (PASCAL VOC development kit). */
const BORDER = 0xe0e0c0

/** Pictures of classes in `SegmentationClass` and of objects in `SegmentationObject`, without a file of boxes: as CVAT writes masks, and VOC keeps them. */
export const classObjectMasks: Format = {
  id: 'segmentation-masks',
  title: 'Masks of classes and objects (CVAT, VOC)',
  tasks: ['segmentation', 'detection', 'oriented'],
  detect,
  read,
  write: writeClassObjectMasks,
}

async function detect(tree: FileTree): Promise<Detection> {
  const pictures = tree.files.filter(({ path }) => isImageIn(path, CLASSES)).length
  if (pictures === 0 || tree.files.some(({ path }) => extensionOf(path) === 'xml')) return NOT_DETECTED
  const objects = tree.files.filter(({ path }) => isImageIn(path, OBJECTS)).length
  return {
    score: SCORE,
    why: `${pictures} pictures of classes in "SegmentationClass", ${objects} of objects in "SegmentationObject"`,
  }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const [own] = await legendFiles(tree)
  const legend = own?.legend ?? VOC_COLOURS
  declareLegend(legend, declare)
  const objects = new Map(tree.files.filter(({ path }) => isImageIn(path, OBJECTS)).map(({ path }) => [stemOf(path), path]))
  const { splits, lists } = await readLists(tree)
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => (isImageIn(path, OBJECTS) ? null : stemOf(path)),
    pictureKey: (path) => (isImageIn(path, CLASSES) ? stemOf(path) : null),
    isKnown: (path) => path === own?.path || lists.has(path) || isImageIn(path, OBJECTS),
    splitOf: (path) => splits.get(stemOf(path)) ?? null,
    async annotations(classes, path) {
      const place = objects.get(stemOf(path))
      const picture = place === undefined ? null : await objectsIn(tree, place, findings)
      return picture
        ? objectsByClass(picture, classes, legend, place as string, findings)
        : areasByLegend(classes, legend, path, findings)
    },
  })
}

async function objectsIn(tree: FileTree, path: string, findings: Findings): Promise<LabelPicture | null> {
  try {
    return await readLabelPicture(tree, path)
  } catch (error) {
    findings.reject(path, `it is no picture of objects that can be read (${messageOf(error)}): the areas of classes are taken`)
    return null
  }
}

/** Each object with the class that most of its pixels have. */
function objectsByClass(
  picture: LabelPicture,
  classes: LabelPicture,
  legend: Legend,
  path: string,
  findings: Findings,
): ReadAnnotation[] {
  const { shown, names } = namedPixels(classes, legend)
  if (picture.width !== classes.width || picture.height !== classes.height)
    throw new Error('the pictures of classes and objects differ in size')
  const isBorder = (number: number) => (picture.isColoured ? number : picture.palette?.[number]) === BORDER
  return areasOf(picture, (number) => number === 0 || isBorder(number)).flatMap(({ mask }) => {
    const number = mostFrequent(shown, mask)
    const name = names.get(number)
    if (name === undefined)
      findings.lose(
        'objects of a colour or number that the legend does not name',
        `${path}: ${shown.isColoured ? hexOf(number) : number}`,
      )
    else if (legend.isNothing(name)) findings.lose('objects where the picture of classes holds nothing', path)
    else return [{ label: name, shape: mask, attributes: {} }]
    return []
  })
}

function mostFrequent({ numbers, width }: LabelPicture, mask: Mask): number {
  const counts = new Map<number, number>()
  for (const { column, from, to } of paintedColumns(runsOf(mask)))
    for (let y = mask.y + from; y < mask.y + to; y++) {
      const number = numbers[y * width + mask.x + column] as number
      counts.set(number, (counts.get(number) ?? 0) + 1)
    }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0]
}

/** ImageSets: a name a line, perhaps in folders. */
async function readLists(tree: FileTree) {
  const splits = new Map<string, Split>()
  const lists = new Set<string>()
  for (const { path } of tree.files) {
    if (extensionOf(path) !== 'txt' || !foldersOf(path).some((folder) => LIST_FOLDER.test(folder))) continue
    lists.add(path)
    const split = splitNamed(stemOf(path))
    const isUnion = stemOf(path).toLowerCase() === 'trainval'
    for (const line of split === null ? [] : linesIn((await readWhole(tree, path)).toString('utf8')))
      if (!isUnion || !splits.has(baseName(line))) splits.set(baseName(line), split as Split)
  }
  return { splits, lists }
}
