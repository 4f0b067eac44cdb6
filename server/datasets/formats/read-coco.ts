import type { Split } from '#shared/domain/asset.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage, stemOf } from '../sources/tree-path.ts'
import { type CocoFile, readCocoFile } from './coco-file.ts'
import {
  type CocoContent,
  type CocoLabelFile,
  cocoLabelFiles,
  cocoResultFiles,
  ofFirstContent,
  splitOfCocoFile,
} from './coco-label-files.ts'
import { type CocoResults, readCocoResults } from './coco-results-file.ts'
import { createImageFinder } from './find-image.ts'
import type { Declare, ReadImage } from './format.ts'
import { SPLIT_FILE_NAMES, splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

/** Pictures of another task, whose pixels are numbers. */
const MASKS_FOLDER = /(^|\/)(panoptic|stuff(thing)?maps?)[^/]*\//i

/**
 * Reads a COCO data set: of the files of several tasks those of the first content in `order` that are there. Detections in files of results become
 * suggestions on images that nobody labelled; `onlyResults` takes nothing but them.
 */
export function cocoReader({ order, onlyResults = false }: { order: readonly CocoContent[]; onlyResults?: boolean }) {
  return async function* read(whole: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
    const masks = whole.files.filter(({ path }) => MASKS_FOLDER.test(path) && claimsToBeImage(path))
    for (const { path } of masks) findings.lose('masks of a panoptic or stuff task, which are read as COCO panoptic', path)
    const tree: FileTree = {
      ...whole,
      files: whole.files.filter(({ path }) => !MASKS_FOLDER.test(path) || !claimsToBeImage(path)),
    }
    const all = await cocoLabelFiles(tree)
    const files = ofFirstContent(all, order)
    for (const { path } of all.filter((file) => !files.includes(file)))
      findings.lose('label files of another task of the same images', path)
    const resultFiles = await cocoResultFiles(tree)
    const opened: CocoFile[] = []
    const results: SplitResults[] = []
    try {
      const listed = await listImages(tree, files, { findings, declare, opened })
      for (const { path } of resultFiles) results.push(...(await openResults(tree, path, findings)))
      const images = tree.files.map(({ path }) => path).filter(claimsToBeImage)
      for (const path of images) yield imageOf(path, listed.get(path), results, findings, onlyResults)
      for (const file of results) file.reportRest()
      reportUnused(tree, new Set([...images, ...all.map(({ path }) => path), ...resultFiles.map(({ path }) => path)]), findings)
    } finally {
      for (const file of [...opened, ...results]) await file.close()
    }
  }
}

/** An image that a file lists. */
interface Listed {
  readonly id: string
  readonly file: CocoFile
  readonly image: Pick<ReadImage, 'size' | 'split' | 'meta'>
}

interface Listing {
  readonly findings: Findings
  readonly declare: Declare
  /** Files that are to be closed. */
  readonly opened: CocoFile[]
}

async function listImages(tree: FileTree, files: readonly CocoLabelFile[], { findings, declare, opened }: Listing) {
  const find = createImageFinder(tree)
  const listed = new Map<string, Listed>()
  for (const { path: from, content } of files) {
    const split = splitOfCocoFile(from)
    const near = split ? [SPLIT_FILE_NAMES[split], split, stemOf(from).split('_').at(-1) ?? ''] : []
    try {
      const file = await readCocoFile(tree, from, { findings, declare, crowdsAreMasks: content === 'stuff' })
      opened.push(file)
      for (const { id, fileName, size, meta } of file.images) {
        const path = find.named(fileName, from, near)
        if (path === null) findings.reject(fileName, `${from} labels it, but it is not there`)
        else if (listed.has(path)) {
          const count = file.annotationsOf(id).length
          findings.lose('labels of an image that another file labels already', `${path} in ${from}`, count)
        } else listed.set(path, { id, file, image: { size, split, ...(meta && { meta }) } })
      }
    } catch (error) {
      findings.reject(from, `it is no COCO file that can be read (${messageOf(error)})`)
    }
  }
  return listed
}

/** Results of the images of one split, where their file is named for one: each file counts its images by itself. */
interface SplitResults extends CocoResults {
  readonly of: Split | null
}

async function openResults(tree: FileTree, path: string, findings: Findings): Promise<SplitResults[]> {
  try {
    return [{ ...(await readCocoResults(tree, path, findings)), of: splitOfCocoFile(path) }]
  } catch (error) {
    findings.reject(path, `they are no results that can be read (${messageOf(error)})`)
    return []
  }
}

function imageOf(
  path: string,
  listed: Listed | undefined,
  results: readonly SplitResults[],
  findings: Findings,
  onlyResults: boolean,
): ReadImage {
  const { size = null, split = null, ...more } = listed?.image ?? {}
  const said = { path, size, split: split ?? splitByFolder(path), ...more }
  // A list of images alone, or of captions, does not say that there is nothing on them.
  const labelled = !onlyResults && (listed?.file.annotated ?? 0) > 0
  const id = listed?.id ?? null
  const own = listed?.file.annotationsOf(listed.id) ?? []
  const fitting = results.filter((file) => file.of === null || said.split === null || file.of === said.split)
  const detections = fitting.flatMap((file) => file.detectionsOf(id, path, listed?.file.categories))
  if (!labelled) return { ...said, labelled, annotations: [...own.filter(({ suggested }) => suggested), ...detections] }
  if (detections.length > 0)
    findings.lose('detections of images that are labelled: read them as COCO results', path, detections.length)
  return { ...said, labelled, annotations: own }
}
