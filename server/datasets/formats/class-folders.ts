import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage, foldersOf } from '../sources/tree-path.ts'
import { type ExportSource, type Format, NOT_DETECTED, type WrittenFile } from './format.ts'
import { loseExtras } from './shapes-as.ts'
import { SPLIT_FILE_NAMES, splitNamed } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

const SCORE = 0.6
const LEAST_CLASSES = 2
/** Of the images, at least this share must lie in a folder for the folders to be classes. */
const LEAST_SORTED_SHARE = 0.5
/** Names that speak of files, not of what the images show. */
const NOT_A_CLASS = /^(images?|img|imgs|jpegimages|annotations?|labels?|masks?|segmentation(class|object)?|data)$/i

/** Where data sets of defects keep where these are, as images. */
const MASKS = /(^|\/)ground_truth\//

/** A folder for every class with its images inside, perhaps in folders for train, val and test. */
export const classFolders: Format = {
  id: 'class-folders',
  title: 'A folder per class (ImageNet, YOLO classify)',
  tasks: ['classification', 'anomaly', 'multilabel'],

  async detect(tree) {
    const images = imagesOf(tree)
    const sorted = images.filter(({ label }) => label !== null)
    const classes = new Set(sorted.map(({ label }) => label))
    if (classes.size < LEAST_CLASSES || sorted.length < images.length * LEAST_SORTED_SHARE) return NOT_DETECTED
    if ([...classes].some((label) => NOT_A_CLASS.test(label ?? ''))) return NOT_DETECTED
    return { score: SCORE, why: `${sorted.length} images in ${classes.size} folders` }
  },

  async *read(tree, findings) {
    const images = imagesOf(tree)
    const masks = tree.files.filter(({ path }) => MASKS.test(path)).map(({ path }) => path)
    for (const path of masks) findings.lose('masks of defects', path)
    for (const { path, label, split } of images) {
      const annotations = label === null ? [] : [{ label, shape: { kind: 'whole' as const }, attributes: {} }]
      yield { path, labelled: label !== null, size: null, split, annotations }
    }
    reportUnused(tree, new Set([...images.map(({ path }) => path), ...masks]), findings)
  },

  write,
}

/** The class is the outermost folder, below a folder named for a split and below folders that all images share. */
function imagesOf(tree: FileTree) {
  const images = tree.files
    .filter(({ path }) => claimsToBeImage(path) && !MASKS.test(path))
    .map(({ path }) => ({ path, folders: foldersOf(path) }))
  const shared = sharedFolders(images.map(({ folders }) => folders))
  return images.map(({ path, folders }) => {
    const [first, ...rest] = folders.slice(shared)
    const split = first === undefined ? null : splitNamed(first)
    return { path, split, label: (split ? rest[0] : first) ?? null }
  })
}

function sharedFolders(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths
  const end = first.findIndex((folder, depth) => splitNamed(folder) !== null || paths.some((path) => path[depth] !== folder))
  return end === -1 ? Math.max(0, first.length - 1) : end
}

async function* write({ entries }: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  for await (const { hash, fileName, split, annotations } of entries()) {
    for (const annotation of annotations) loseExtras(annotation, [], (what, kind) => findings.lose(what, fileName, 1, kind))
    const classes = annotations.filter(({ shape }) => shape.kind === 'whole').map(({ label }) => label)
    const [label, ...others] = classes
    if (annotations.length > classes.length)
      findings.lose('shapes: a folder can only name a class', fileName, annotations.length - classes.length)
    if (others.length > 0) findings.lose('further classes of an image: a folder can only name one', fileName, others.length)
    if (label === undefined) findings.lose('images without a class', fileName)
    else yield { path: `${SPLIT_FILE_NAMES[split]}/${folderName(label)}/${fileName}`, content: { blob: hash } }
  }
}

const folderName = (label: string): string => label.replaceAll(/[\\/:]/g, '_').replace(/^\.+$/, '_')
