import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { linesIn, listsOf, readLines } from './image-texts.ts'
import { SPLIT_FILE_NAMES, splitByFolder, splitInName } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { readWiderList, WIDER_LABEL, type WiderImage } from './wider-list.ts'
import { writeWiderFace } from './write-wider-face.ts'

const SCORE = 0.94
const HEAD_BYTES = 4096

/** WIDER FACE: lists of images, each with its faces below it. */
export const widerFace: Format = {
  id: 'wider-face',
  title: 'WIDER FACE',
  tasks: ['detection'],
  detect,
  read,
  write: writeWiderFace,
}

async function detect(tree: FileTree): Promise<Detection> {
  const [first] = await listsIn(tree)
  return first === undefined ? NOT_DETECTED : { score: SCORE, why: `${first} lists images, how many faces they have, and these` }
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const lists = await listsIn(tree)
  const find = createImageFinder(tree)
  const known = new Map<string, WiderImage & { readonly split: Split | null }>()
  for (const from of lists) {
    const split = splitInName(from)
    for (const image of readWiderList(await readLines(tree, from), (line) => findings.lose(UNREADABLE, `${from}: ${line}`))) {
      const path = find.named(image.name, from, split ? [`WIDER_${SPLIT_FILE_NAMES[split]}`] : [])
      if (path === null) findings.reject(image.name, `${from} labels it, but it is not there`)
      else if (known.has(path)) findings.lose('images listed twice', `${from}: ${image.name}`)
      else known.set(path, { ...image, split })
    }
  }
  const used = new Set(lists)
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const image = known.get(path)
    const annotations = image?.faces.map(annotationOf) ?? []
    yield { path, labelled: image !== undefined, size: null, split: image?.split ?? splitByFolder(path), annotations }
  }
  reportUnused(tree, used, findings)
}

const UNREADABLE = 'lines that are neither an image, a count nor a face'

function annotationOf({ box, attributes, occlusion }: WiderImage['faces'][number]): ReadAnnotation {
  return {
    label: WIDER_LABEL,
    shape: box,
    attributes: { ...attributes, ...(occlusion > 1 && { occlusion }) },
    ...(occlusion > 0 && { occluded: true }),
  }
}

/** "wider_face_train_bbx_gt.txt", or whatever else has an image, a count and as many faces. */
async function listsIn(tree: FileTree): Promise<string[]> {
  const lists: string[] = []
  for (const path of listsOf(tree)) {
    const [name = '', count = '', face = ''] = linesIn((await readHead(tree, path, HEAD_BYTES)).toString('utf8'))
    if (claimsToBeImage(name) && /^\d+$/.test(count) && /^(-?\d+(\.\d+)?\s*){10}$/.test(face)) lists.push(path)
  }
  return lists
}
