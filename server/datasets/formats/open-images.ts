import type { Mask } from '#shared/shapes/index.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { type ImageSize, readImageSize } from './image-size.ts'
import { insideOf, readLabelPicture } from './label-picture.ts'
import { declareOpenImages, readOpenImagesNames } from './open-images-names.ts'
import { type ImageRows, type MaskRow, readOpenImagesRows, type Sides } from './open-images-rows.ts'
import { openImagesTables } from './open-images-tables.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeOpenImages } from './write-open-images.ts'

const SCORE = 0.95
const MASKS_FOLDER = /(^|\/)masks\//i

/** Open Images from version 4 on: tables of boxes, of labels of whole images and of masks, with classes by their ids. */
export const openImages: Format = {
  id: 'open-images',
  title: 'Open Images (CSV)',
  tasks: ['detection', 'segmentation', 'multilabel', 'classification'],
  detect,
  read,
  write: writeOpenImages,
}

async function detect(tree: FileTree): Promise<Detection> {
  const [first] = await openImagesTables(tree)
  return first ? { score: SCORE, why: `${first.path} with the columns of Open Images (${first.kind})` } : NOT_DETECTED
}

async function* read(whole: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const masks = new Map(whole.files.flatMap(({ path }) => (MASKS_FOLDER.test(path) ? [[baseName(path), path] as const] : [])))
  const tree: FileTree = { ...whole, files: whole.files.filter(({ path }) => !MASKS_FOLDER.test(path)) }
  const tables = await openImagesTables(tree)
  const names = await readOpenImagesNames(tree)
  declareOpenImages(names, declare)
  const images = await readOpenImagesRows(tables, createImageFinder(tree), findings)
  const used = new Set([...tables.map(({ path }) => path), ...names.files])
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const rows = images.get(path)
    const annotations = rows ? await annotationsOf(path, rows) : []
    const split = rows?.split ?? splitByFolder(path)
    yield { path, labelled: rows?.isJudged ?? false, size: null, split, annotations }
  }
  reportUnused(whole, used, findings)

  async function annotationsOf(path: string, rows: ImageRows): Promise<ReadAnnotation[]> {
    const placed = rows.boxes.length + rows.masks.length
    const size = placed > 0 ? await readImageSize(tree, path) : null
    if (placed > 0 && !size) findings.lose('labels of images whose size cannot be read', path, placed)
    return [...rows.labels.map(wholeLabel), ...(size ? await placedOn(size, rows, path) : [])]
  }

  function wholeLabel({ id, score }: ImageRows['labels'][number]): ReadAnnotation {
    const suggested = score === null ? {} : { suggested: { score, by: 'Open Images' } }
    return { label: nameOf(id), shape: { kind: 'whole' }, attributes: {}, ...suggested }
  }

  async function placedOn(size: ImageSize, { boxes, masks: rows }: ImageRows, path: string): Promise<ReadAnnotation[]> {
    const masked: { row: MaskRow; shape: Mask }[] = []
    for (const row of rows) {
      const shape = await maskOf(row, size)
      if (shape) masked.push({ row, shape })
    }
    const objects = new Set(masked.map(({ row }) => objectKey(row)))
    const alone = boxes.filter((box) => !objects.has(objectKey(box)))
    const saidOfBoxes = new Map(boxes.map(({ id, sides, ...said }) => [objectKey({ id, sides }), said]))
    if (alone.length < boxes.length)
      findings.lose('boxes of objects that have a mask: the mask is kept', path, boxes.length - alone.length, 'merged')
    return [
      ...alone.map(({ id, sides, ...said }) => ({ label: nameOf(id), shape: boxOf(sides, size), ...said })),
      ...masked.map(({ row, shape }) => ({ label: nameOf(row.id), shape, attributes: {}, ...saidOfBoxes.get(objectKey(row)) })),
    ]
  }

  async function maskOf({ file }: MaskRow, size: ImageSize): Promise<Mask | null> {
    const path = masks.get(baseName(file))
    if (path === undefined) {
      findings.lose('masks whose picture is not there', file)
      return null
    }
    used.add(path)
    try {
      const picture = await readLabelPicture(whole, path)
      const mask = insideOf(picture, (number) => number > 0)
      if (picture.width === size.width && picture.height === size.height && mask) return mask
      findings.lose(mask ? 'masks of another size than their image' : 'masks with nothing inside', path)
    } catch (error) {
      findings.reject(path, `it is no mask that can be read (${messageOf(error)})`)
    }
    return null
  }

  function nameOf(id: string): string {
    return names.byId.get(id) ?? id
  }
}

const SIDE_DIGITS = 4

/** A box and a mask with the same sides are of one object. */
const objectKey = ({ id, sides }: { readonly id: string; readonly sides: Sides }): string =>
  [id, ...sides.map((side) => side.toFixed(SIDE_DIGITS))].join()

function boxOf([left, right, top, bottom]: Sides, { width, height }: ImageSize): ReadAnnotation['shape'] {
  return {
    kind: 'box',
    x: tidyNumber(left * width),
    y: tidyNumber(top * height),
    width: tidyNumber((right - left) * width),
    height: tidyNumber((bottom - top) * height),
  }
}
