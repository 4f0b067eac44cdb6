import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage, foldersOf, stemOf } from '../sources/tree-path.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { insideOf, readLabelPicture } from './label-picture.ts'
import { splitNamed } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeMvtec } from './write-mvtec.ts'

const SCORE = 0.97
const MASKS = 'ground_truth'
const MASK_ENDING = /_mask$/

/** MVTec's anomalies: a folder for good images and for each kind of defect, and the masks of the defects in `ground_truth`. */
export const mvtec: Format = {
  id: 'mvtec',
  title: 'MVTec anomalies',
  tasks: ['anomaly', 'segmentation', 'detection', 'classification'],
  detect,
  read,
  write: writeMvtec,
}

async function detect(tree: FileTree): Promise<Detection> {
  const masks = tree.files.filter(({ path }) => placeOf(path)?.isMask).length
  const images = imagesIn(tree)
  if (masks === 0 || images.length === 0) return NOT_DETECTED
  const kinds = new Set(images.map(({ label }) => label))
  return { score: SCORE, why: `${images.length} images in folders for ${[...kinds].join(', ')}, ${masks} masks in "${MASKS}"` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const images = imagesIn(tree)
  const masks = new Map(tree.files.flatMap(({ path }) => (placeOf(path)?.isMask ? [[keyOf(path), path] as const] : [])))
  const products = new Set(images.map(({ product }) => product))
  const used = new Set([...images.map(({ path }) => path), ...masks.values()])
  for (const label of new Set(images.map((image) => image.label))) declare({ name: label })
  for (const { path, product, label, split } of images) {
    const attributes = products.size > 1 ? { product } : {}
    const mask = masks.get(keyOf(path))
    masks.delete(keyOf(path))
    const areas = mask === undefined ? [] : await areaIn(tree, mask, { label, attributes }, findings)
    yield {
      path,
      labelled: true,
      size: null,
      split: splitNamed(split),
      annotations: [{ label, shape: { kind: 'whole' }, attributes }, ...areas],
    }
  }
  for (const path of masks.values()) findings.reject(path, 'the image whose defects it shows is not there')
  reportUnused(tree, used, findings)
}

async function areaIn(
  tree: FileTree,
  path: string,
  said: Pick<ReadAnnotation, 'label' | 'attributes'>,
  findings: Findings,
): Promise<ReadAnnotation[]> {
  try {
    const shape = insideOf(await readLabelPicture(tree, path), (number) => number !== 0)
    if (shape) return [{ ...said, shape }]
    findings.lose('masks with nothing inside', path)
  } catch (error) {
    findings.reject(path, `it is no mask that can be read (${messageOf(error)})`)
  }
  return []
}

interface Place {
  /** What the images show, such as "bottle"; empty where the set is of one product. */
  readonly product: string
  /** "train", "test", or "ground_truth". */
  readonly split: string
  readonly label: string
  readonly isMask: boolean
}

function placeOf(path: string): Place | null {
  if (!claimsToBeImage(path)) return null
  const folders = foldersOf(path)
  const [label, split] = [folders.at(-1), folders.at(-2)]
  if (label === undefined || split === undefined) return null
  return { product: folders.slice(0, -2).join('/'), split, label, isMask: split === MASKS }
}

/** The images of the products that have masks; of all where none has any. */
function imagesIn(tree: FileTree): (Place & { readonly path: string })[] {
  const places = tree.files.flatMap(({ path }) => {
    const place = placeOf(path)
    return place ? [{ ...place, path }] : []
  })
  const products = new Set(places.filter(({ isMask }) => isMask).map(({ product }) => product))
  return places.filter(({ isMask, product }) => !isMask && (products.size === 0 || products.has(product)))
}

/** What an image and its mask have in common. */
function keyOf(path: string): string {
  const { product, label } = placeOf(path) as Place
  return `${product}/${label}/${stemOf(path).replace(MASK_ENDING, '')}`
}
