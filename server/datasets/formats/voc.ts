import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead, readWhole, type TreeFile } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf, stemOf } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { createVocObjects, OBJECTS_FOLDER } from './voc-objects.ts'
import { readVocSplits } from './voc-splits.ts'
import { readVocXml, type VocFile } from './voc-xml.ts'
import { writeVoc } from './write-voc.ts'
import { writeVocMasks } from './write-voc-masks.ts'

const SCORE = 0.95
const FILES_SAMPLED = 5
const HEAD_BYTES = 4096
/** Colours of labels in pictures, as CVAT writes them. */
const LABEL_MAP = /(^|\/)labelmap\.txt$/i
/** Where boxes are asked for, those that people drew are better than those around masks. */
const BEHIND_BOXES = 0.005
const MASKS_FOLDER = /(^|\/)Segmentation(Class|Object)[^/]*\//i

/** Pascal VOC: an XML file per image, splits in ImageSets. */
export const voc: Format = {
  id: 'voc',
  title: 'Pascal VOC',
  tasks: ['detection'],
  detect,
  read: (tree, findings) => read(tree, findings, false),
  write: writeVoc,
}

/** The same with a picture of each object's pixels. */
export const vocMasks: Format = {
  id: 'voc-masks',
  title: 'Pascal VOC with masks',
  tasks: ['segmentation', 'detection', 'oriented'],

  async detect(tree) {
    const masks = tree.files.filter(({ path }) => OBJECTS_FOLDER.test(path)).length
    const { score, why } = masks > 0 ? await detect(tree) : NOT_DETECTED
    return score > 0 ? { score: score - BEHIND_BOXES, why: `${why}, ${masks} pictures in SegmentationObject` } : NOT_DETECTED
  },

  read: (tree, findings) => read(tree, findings, true),
  write: writeVocMasks,
}

async function detect(tree: FileTree): Promise<Detection> {
  const files = labelFilesOf(tree)
  let fitting = 0
  for (const { path } of files.slice(0, FILES_SAMPLED)) {
    const head = (await readHead(tree, path, HEAD_BYTES)).toString('utf8')
    if (/<annotation[\s>]/.test(head) && !/<(polygon|imagesize)>/.test(head)) fitting++
  }
  if (fitting === 0) return NOT_DETECTED
  return { score: SCORE, why: `${files.length} XML files with <annotation>` }
}

async function* read(whole: FileTree, findings: Findings, keepsMasks: boolean): AsyncIterable<ReadImage> {
  const masks = whole.files.filter(({ path }) => MASKS_FOLDER.test(path))
  for (const { path } of keepsMasks ? [] : masks) findings.lose('masks of objects: their boxes are kept', path, 1, 'converted')
  const withMasks = createVocObjects(whole, findings)
  const tree: FileTree = { ...whole, files: whole.files.filter(({ path }) => !MASKS_FOLDER.test(path)) }
  const { splits, files: lists } = await readVocSplits(tree)
  const { labelFiles, used } = await matched(tree, findings)
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    const file = labelFiles.get(path)
    const label = file ? await readLabels(tree, file, findings) : null
    const annotations = label?.annotations ?? []
    yield {
      path,
      labelled: label !== null,
      size: label?.size ?? null,
      split: splits.get(stemOf(path)) ?? splitByFolder(path),
      annotations: keepsMasks ? await withMasks(path, annotations) : annotations,
    }
  }
  const images = tree.files.filter(({ path }) => claimsToBeImage(path)).map(({ path }) => path)
  const known = tree.files.map(({ path }) => path).filter((path) => LABEL_MAP.test(path))
  reportUnused(tree, new Set([...images, ...used, ...lists, ...known]), findings)
}

/** Which image each label file speaks of: the one of the same name, else the one it names. */
async function matched(tree: FileTree, findings: Findings) {
  const find = createImageFinder(tree)
  const labelFiles = new Map<string, TreeFile>()
  const used = new Set<string>()
  for (const file of labelFilesOf(tree)) {
    const image = find.besides(file.path) ?? (await imageNamedIn(tree, file, find))
    if (image === 'not VOC') continue
    used.add(file.path)
    if (image === null)
      findings.reject(file.path, 'the image it labels is not there: import the images together with their labels')
    else if (labelFiles.has(image)) findings.reject(file.path, `${image} is labelled by ${labelFiles.get(image)?.path} already`)
    else labelFiles.set(image, file)
  }
  return { labelFiles, used }
}

async function imageNamedIn(tree: FileTree, file: TreeFile, find: ReturnType<typeof createImageFinder>) {
  try {
    const { filename } = readVocXml((await readWhole(tree, file.path)).toString('utf8'))
    return filename === null ? null : find.named(filename, file.path)
  } catch {
    // Some other program's XML: reported with the files that are of no use.
    return 'not VOC' as const
  }
}

async function readLabels(tree: FileTree, file: TreeFile, findings: Findings): Promise<VocFile | null> {
  try {
    const label = readVocXml((await readWhole(tree, file.path)).toString('utf8'))
    if (label.unreadable > 0) findings.lose('objects without a name or a box', file.path, label.unreadable)
    if (label.parts > 0) findings.lose('parts of objects', file.path, label.parts)
    if (label.points > 0) findings.lose('reference points of objects', file.path, label.points)
    const annotations = label.annotations.map((annotation) => ({
      ...annotation,
      attributes: fittingAttributes(annotation.attributes, (what) => findings.lose(what, file.path)),
    }))
    return { ...label, annotations }
  } catch (error) {
    findings.reject(file.path, messageOf(error))
    return null
  }
}

const labelFilesOf = (tree: FileTree): TreeFile[] => tree.files.filter(({ path }) => extensionOf(path) === 'xml')
