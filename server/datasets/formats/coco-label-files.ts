import type { Split } from '#shared/domain/asset.ts'
import type { FileTree, TreeFile } from '../sources/file-tree.ts'
import { foldersOf, stemOf } from '../sources/tree-path.ts'
import { hasMember, headOf, isList, isObject, jsonFilesOf, jsonFilesThat } from './json-heads.ts'
import { splitNamed } from './splits-by-name.ts'

/** What the files of a COCO data set are about: data sets keep several tasks' files of the same images side by side. */
export type CocoContent = 'instances' | 'labels' | 'keypoints' | 'stuff' | 'panoptic' | 'captions' | 'images'

/** The one that says most about objects first. */
export const CONTENTS: readonly CocoContent[] = ['instances', 'labels', 'keypoints', 'stuff', 'captions', 'images']

/** A label file, and what it is about by its name and its beginning. */
export interface CocoLabelFile extends TreeFile {
  readonly content: CocoContent
}

/** The COCO label files of a tree, in its order. */
export async function cocoLabelFiles(tree: FileTree): Promise<CocoLabelFile[]> {
  const found: CocoLabelFile[] = []
  for (const file of jsonFilesOf(tree)) {
    const head = await headOf(tree, file.path)
    if (isCoco(head)) found.push({ ...file, content: contentOf(stemOf(file.path), head) })
  }
  return found
}

/** Whether there is any among the files that tell. */
export const hasCocoFiles = async (tree: FileTree): Promise<boolean> => (await jsonFilesThat(isCoco, tree)).length > 0

/** The files of detections of a tree: lists of what a model found, each with the id of its image. */
export const cocoResultFiles = (tree: FileTree): Promise<TreeFile[]> =>
  jsonFilesThat(
    (head) =>
      isList(head) && hasMember(head, 'image_id', 'category_id', 'score') && /"(bbox|segmentation|keypoints)"\s*:/.test(head),
    tree,
  )

/** The files of one content: of the first in this order that there are files of. */
export function ofFirstContent(files: readonly CocoLabelFile[], order: readonly CocoContent[]): CocoLabelFile[] {
  const first = order.find((content) => files.some((file) => file.content === content))
  return files.filter(({ content }) => content === first)
}

// "instances_val2017.json", or "valid/_annotations.coco.json".
export const splitOfCocoFile = (path: string): Split | null =>
  [...foldersOf(path), ...stemOf(path).split(/[_.]/)].map(splitNamed).find(Boolean) ?? null

// Other programs' files of one image have "annotations" too.
const isCoco = (head: string): boolean =>
  isObject(head) &&
  !/"(image|item|data)"\s*:\s*\{/.test(head) &&
  (/"images"\s*:\s*\[/.test(head) || (/"annotations"\s*:\s*\[/.test(head) && hasMember(head, 'image_id')))

function contentOf(stem: string, head: string): CocoContent {
  if (/panoptic/i.test(stem) || hasMember(head, 'segments_info')) return 'panoptic'
  const named = NAMES.find(([pattern]) => pattern.test(stem))
  if (named) return named[1]
  if (hasMember(head, 'caption') && !hasMember(head, 'bbox')) return 'captions'
  return 'instances'
}

const NAMES: readonly (readonly [RegExp, CocoContent])[] = [
  [/instances/i, 'instances'],
  [/keypoints/i, 'keypoints'],
  [/stuff/i, 'stuff'],
  [/captions/i, 'captions'],
  [/image_info/i, 'images'],
  [/(^|_)labels/i, 'labels'],
]
