import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, foldersOf } from '../sources/tree-path.ts'
import { cityAreas, declareCityClasses } from './cityscapes-classes.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { readLabelPictures } from './read-label-pictures.ts'
import { writeCityscapes } from './write-cityscapes.ts'

const SCORE = 0.97
const IMAGE_NAME = /^(.+)_leftImg8bit\.\w+$/i
/** The same labels are kept as outlines, as numbers of classes and of objects, and in colours. */
const LABEL_NAME = /^(.+)_gt(?:Fine|Coarse)_(instanceIds|labelIds|labelTrainIds|color|polygons)\.\w+$/i
/** An object's number is its class times this and its place among those of its class. */
const OBJECTS_OF_A_CLASS = 1000

/** Cityscapes: photographs of streets in `leftImg8bit`, a picture of numbers for each in `gtFine` or `gtCoarse`. */
export const cityscapes: Format = {
  id: 'cityscapes',
  title: 'Cityscapes',
  tasks: ['segmentation', 'detection', 'oriented'],
  detect,
  read,
  write: writeCityscapes,
}

async function detect(tree: FileTree): Promise<Detection> {
  const pictures = tree.files.filter(({ path }) => kindOf(path) === 'instanceIds' || kindOf(path) === 'labelIds')
  if (pictures.length === 0) return NOT_DETECTED
  return { score: SCORE, why: `${pictures.length} pictures of numbers such as ${baseName(pictures[0]?.path ?? '')}` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  declareCityClasses(declare)
  // Those of objects say more than those of classes.
  const kind = tree.files.some(({ path }) => kindOf(path) === 'instanceIds') ? 'instanceIds' : 'labelIds'
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => keyed(path, IMAGE_NAME.exec(baseName(path))?.[1]),
    pictureKey: (path) => (kindOf(path) === kind ? keyed(path, LABEL_NAME.exec(baseName(path))?.[1]) : null),
    isKnown: (path) => kindOf(path) !== null,
    annotations: (picture, path) =>
      cityAreas(picture, parted, (number) =>
        findings.lose('areas of a number that Cityscapes does not know', `${path}: ${number}`),
      ),
  })
}

function kindOf(path: string): string | null {
  return LABEL_NAME.exec(baseName(path))?.[2] ?? null
}

/** Images of two cities may have the same name. */
const keyed = (path: string, stem: string | undefined): string | null =>
  stem === undefined ? null : `${foldersOf(path).slice(-2).join('/')}/${stem}`

const parted = (number: number) =>
  number < OBJECTS_OF_A_CLASS
    ? { cityClass: number, object: null }
    : { cityClass: Math.floor(number / OBJECTS_OF_A_CLASS), object: number % OBJECTS_OF_A_CLASS }
