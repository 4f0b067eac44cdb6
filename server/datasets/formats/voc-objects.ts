import { boundsIou } from '#shared/shapes/bounds.ts'
import type { Mask } from '#shared/shapes/index.ts'
import { bounds } from '#shared/shapes/index.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ReadAnnotation } from './format.ts'
import { areasOf, readLabelPicture } from './label-picture.ts'
import { vocColour } from './voc-colours.ts'

/** Where the pictures of objects lie. */
export const OBJECTS_FOLDER = /(^|\/)SegmentationObject\//i
/** Pixels of the outlines between objects, which belong to none. */
const BORDER = { number: 255, colour: vocColour(255), drawn: 0xe0e0c0 } as const
/** A mask lies so far in the box of its object: masks lack the outline, boxes are drawn by hand. */
const LEAST_IOU = 0.5
/** Numbers of which the colour is known. */
const NUMBERS = 256

/** Puts the masks of SegmentationObject on the objects of label files. The number of an object is its place in its label file. */
export function createVocObjects(tree: FileTree, findings: Findings) {
  const pictures = new Map(tree.files.flatMap(({ path }) => (OBJECTS_FOLDER.test(path) ? [[stemOf(path), path] as const] : [])))
  const numbers = new Map(Array.from({ length: NUMBERS }, (_, number) => [vocColour(number), number]))

  return async function withMasks(image: string, objects: readonly ReadAnnotation[]): Promise<readonly ReadAnnotation[]> {
    const path = pictures.get(stemOf(image))
    const masks = path === undefined ? [] : await masksIn(path)
    const masked = new Map<number, Mask>()
    for (const { number, mask } of masks) {
      const at = objectOf(mask, number - 1, objects, masked)
      if (at === null) findings.lose('masks that fit no object of the label file', path ?? image)
      else masked.set(at, mask)
    }
    if (masked.size > 0) findings.lose('boxes of objects that have a mask: the mask is kept', image, masked.size, 'merged')
    return objects.map((object, at) => ({ ...object, shape: masked.get(at) ?? object.shape }))
  }

  async function masksIn(path: string): Promise<{ number: number; mask: Mask }[]> {
    try {
      const picture = await readLabelPicture(tree, path)
      const { isColoured } = picture
      const isNothing = (value: number) =>
        value === 0 || (isColoured ? value === BORDER.drawn || value === BORDER.colour : value === BORDER.number)
      return areasOf(picture, isNothing).map(({ number, mask }) => ({
        number: isColoured ? (numbers.get(number) ?? 0) : number,
        mask,
      }))
    } catch (error) {
      findings.reject(path, `it is no picture of objects that can be read (${messageOf(error)})`)
      return []
    }
  }
}

/** The object of a mask: the one of its number where its box agrees, else the one whose box agrees best; null where none does. */
function objectOf(
  mask: Mask,
  numbered: number,
  objects: readonly ReadAnnotation[],
  taken: ReadonlyMap<number, unknown>,
): number | null {
  const agreements = objects.map(({ shape }, at) => {
    const around = taken.has(at) ? null : bounds(shape)
    return around ? boundsIou(around, mask) : 0
  })
  if ((agreements[numbered] ?? 0) >= LEAST_IOU) return numbered
  const best = agreements.indexOf(Math.max(0, ...agreements))
  return (agreements[best] ?? 0) >= LEAST_IOU ? best : null
}
