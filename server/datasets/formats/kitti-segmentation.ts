import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { folderOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { cityAreas, declareCityClasses } from './cityscapes-classes.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { readLabelPictures } from './read-label-pictures.ts'
import { writeKittiSegmentation } from './write-kitti-segmentation.ts'

const SCORE = 0.97
const IMAGES = /^image_(2|02)$/i
const OBJECTS = 'instance'
const CLASSES = 'semantic'
/** The same labels in colours, for people. */
const COLOURS = 'semantic_rgb'
/** An object's number is its class times this and its place among those of its class; 0 stands for an area without objects. */
const OBJECTS_OF_A_CLASS = 256

/** KITTI's segmentation: photographs in `image_2`, and pictures of numbers in `instance` (classes and objects) or `semantic` (classes alone). */
export const kittiSegmentation: Format = {
  id: 'kitti-segmentation',
  title: 'KITTI segmentation',
  tasks: ['segmentation', 'detection', 'oriented'],
  detect,
  read,
  write: writeKittiSegmentation,
}

async function detect(tree: FileTree): Promise<Detection> {
  const images = tree.files.filter(({ path }) => IMAGES.test(folderOf(path))).length
  const pictures = tree.files.filter(({ path }) => [OBJECTS, CLASSES].includes(folderOf(path))).length
  if (images === 0 || pictures === 0) return NOT_DETECTED
  return {
    score: SCORE,
    why: `${images} images in "image_2" and ${pictures} pictures of numbers in "${OBJECTS}" or "${CLASSES}"`,
  }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  declareCityClasses(declare)
  const home = tree.files.some(({ path }) => folderOf(path) === OBJECTS) ? OBJECTS : CLASSES
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => (IMAGES.test(folderOf(path)) ? keyed(path) : null),
    pictureKey: (path) => (folderOf(path) === home ? keyed(path) : null),
    isKnown: (path) => [OBJECTS, CLASSES, COLOURS].includes(folderOf(path)),
    annotations: (picture, path) =>
      cityAreas(picture, home === OBJECTS ? parted : (number) => ({ cityClass: number, object: null }), (number) =>
        findings.lose('areas of a number that KITTI does not know', `${path}: ${number}`),
      ),
  })
}

const keyed = (path: string): string => [...foldersOf(path).slice(0, -1), stemOf(path)].join('/')

const parted = (number: number) => ({
  cityClass: Math.floor(number / OBJECTS_OF_A_CLASS),
  object: number % OBJECTS_OF_A_CLASS === 0 ? null : number % OBJECTS_OF_A_CLASS,
})
