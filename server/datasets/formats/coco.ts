import type { Split } from '#shared/domain/asset.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead, type TreeFile } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { type CocoImage, readCocoFile } from './coco-file.ts'
import { createImageFinder } from './find-image.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { SPLIT_FILE_NAMES, splitNamed } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeCoco } from './write-coco.ts'

const SCORE = 0.9
const HEAD_BYTES = 64 * 1024
/** Pictures of another task, whose pixels are numbers. */
const MASKS_FOLDER = /(^|\/)(panoptic|stuff(thing)?maps?)[^/]*\//i

/** COCO: one JSON file for many images. */
export const coco: Format = {
  id: 'coco',
  title: 'COCO',
  tasks: ['detection', 'segmentation', 'oriented', 'keypoints'],
  detect,
  read,
  write: writeCoco,
}

async function detect(tree: FileTree): Promise<Detection> {
  const files = await labelFilesOf(tree)
  if (files.length === 0) return NOT_DETECTED
  return { score: SCORE, why: `${files.map(({ path }) => path).join(', ')} with "images" and "annotations"` }
}

async function* read(whole: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const masks = whole.files.filter(({ path }) => MASKS_FOLDER.test(path))
  for (const { path } of masks) findings.lose('masks of objects', path)
  const tree: FileTree = { ...whole, files: whole.files.filter(({ path }) => !MASKS_FOLDER.test(path)) }
  const files = await labelFilesOf(tree)
  const labelled = await labelsByImage(tree, files, findings, declare)
  const images = tree.files.map(({ path }) => path).filter(claimsToBeImage)
  for (const path of images) {
    const found = labelled.get(path)
    yield {
      path,
      labelled: found?.labelled ?? false,
      size: found?.size ?? null,
      split: found?.split ?? splitByName(foldersOf(path)),
      annotations: found?.annotations ?? [],
    }
  }
  reportUnused(tree, new Set([...images, ...files.map(({ path }) => path)]), findings)
}

async function labelsByImage(tree: FileTree, files: readonly TreeFile[], findings: Findings, declare: Declare) {
  const find = createImageFinder(tree)
  const labelled = new Map<string, CocoImage & { labelled: boolean; split: Split | null }>()
  for (const { path: from } of files) {
    const split = splitOf(from)
    const images = await listed(tree, from, findings, declare)
    // A list of images alone, or of captions, does not say that there is nothing on them.
    const saysWhatIsThere = images.some(({ annotations }) => annotations.length > 0)
    for (const image of images) {
      const path = find.named(
        image.fileName,
        from,
        split ? [SPLIT_FILE_NAMES[split], split, stemOf(from).split('_').at(-1) ?? ''] : [],
      )
      const earlier = path === null ? undefined : labelled.get(path)
      if (path === null) findings.reject(image.fileName, `${from} labels it, but it is not there`)
      else if (earlier)
        findings.lose('labels of an image that another file labels already', `${path} in ${from}`, image.annotations.length)
      else labelled.set(path, { ...image, labelled: saysWhatIsThere, split })
    }
  }
  return labelled
}

async function listed(tree: FileTree, path: string, findings: Findings, declare: Declare): Promise<CocoImage[]> {
  try {
    return await readCocoFile(tree, path, findings, declare)
  } catch (error) {
    findings.reject(path, `it is no COCO file that can be read (${messageOf(error)})`)
    return []
  }
}

/** The files of the task that says most about boxes: data sets keep several tasks' files of the same images side by side. */
async function labelFilesOf(tree: FileTree): Promise<TreeFile[]> {
  const found: TreeFile[] = []
  for (const file of tree.files) {
    if (extensionOf(file.path) !== 'json') continue
    const head = (await readHead(tree, file.path, HEAD_BYTES)).toString('utf8')
    if (/^\s*\{/.test(head) && /"(images|annotations)"\s*:\s*\[/.test(head)) found.push(file)
  }
  const best = Math.min(...found.map(rank))
  return found.filter((file) => rank(file) === best)
}

const TASKS_IN_ORDER = [/instances/i, null, /(^|_)labels/i, /keypoints/i, /stuff|panoptic|captions|image_info/i] as const
function rank({ path }: TreeFile): number {
  const named = TASKS_IN_ORDER.findIndex((pattern) => pattern?.test(stemOf(path)))
  return named === -1 ? TASKS_IN_ORDER.indexOf(null) : named
}

// "instances_val2017.json", or "valid/_annotations.coco.json".
const splitOf = (path: string): Split | null => splitByName([...foldersOf(path), ...stemOf(path).split(/[_.]/)])

const splitByName = (names: readonly string[]): Split | null => names.map(splitNamed).find(Boolean) ?? null
