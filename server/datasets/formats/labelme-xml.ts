import type { Attributes } from '#shared/domain/annotation.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf, foldersOf } from '../sources/tree-path.ts'
import { children, type Element, parsedElement, textOf } from './cvat-xml.ts'
import { createImageFinder } from './find-image.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import { type Format, NOT_DETECTED, type ReadAnnotation } from './format.ts'
import { headOf } from './json-heads.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import { maskOfPicture } from './mask-png.ts'
import type { Lose } from './shapes-as.ts'
import { reportForeign } from './unused-files.ts'

const SCORE = 0.96
const FILES_SAMPLED = 5
/** Pictures beside the images: what is inside, and the strokes it was found by. */
const PICTURES = /(^|\/)(masks|scribbles)\//i

/** The XML of the LabelMe web tool (MIT): a file for each image, masks as pictures. */
export const labelMeXml: Format = {
  id: 'labelme-xml',
  title: 'LabelMe XML (MIT)',
  tasks: ['detection', 'segmentation'],

  async detect(tree) {
    for (const path of xmlFilesOf(tree).slice(0, FILES_SAMPLED)) {
      const head = await headOf(tree, path)
      if (/<annotation[\s>]/.test(head) && /<(polygon|segm|imagesize)>/.test(head))
        return { score: SCORE, why: `${path} with <polygon> or <segm>` }
    }
    return NOT_DETECTED
  },

  read(whole, findings) {
    const isPicture = ({ path }: { path: string }) => PICTURES.test(path) && claimsToBeImage(path)
    const tree: FileTree = { ...whole, files: whole.files.filter((file) => !isPicture(file)) }
    const masks: FileTree = { ...whole, files: whole.files.filter(isPicture) }
    const found: Masks = { tree: masks, find: createImageFinder(masks) }
    return labelledImages(tree, findings, xmlFilesOf(tree), (path) => imageIn(tree, found, path, findings))
  },

  write: null,
}

/** The pictures of objects. */
interface Masks {
  readonly tree: FileTree
  readonly find: ReturnType<typeof createImageFinder>
}

const xmlFilesOf = ({ files }: FileTree): string[] => files.map(({ path }) => path).filter((path) => extensionOf(path) === 'xml')

async function* imageIn(tree: FileTree, masks: Masks, path: string, findings: Findings): AsyncIterable<SaidOfImage> {
  const xml = (await readWhole(tree, path)).toString('utf8')
  if (/<!DOCTYPE/i.test(xml)) throw new Error('it declares a document type, which no label file needs')
  const file = parsedElement('annotation', xml)
  if (children(file, 'object').length === 0 && children(file, 'filename').length === 0) {
    reportForeign(path, findings)
    return
  }
  const lose: Lose = (what, kind) => findings.lose(what, path, 1, kind)
  const [size] = children(file, 'imagesize')
  const [width, height] = [Number(size && textOf(size, 'ncols')), Number(size && textOf(size, 'nrows'))]
  const name = textOf(file, 'filename')
  yield {
    names: name === null ? [] : [name],
    near: [textOf(file, 'folder') ?? '', ...foldersOf(path)],
    sharesStem: true,
    labelled: true,
    size: width > 0 && height > 0 ? { width, height } : null,
    split: null,
    annotations: () => annotationsOf(file, masks, path, lose),
  }
}

async function annotationsOf(file: Element, masks: Masks, path: string, lose: Lose): Promise<ReadAnnotation[]> {
  const annotations: ReadAnnotation[] = []
  const objects = children(file, 'object')
  const groups = partGroups(objects)
  for (const object of objects) {
    if (textOf(object, 'deleted') === '1') {
      lose('objects that are marked as deleted')
      continue
    }
    const shape = await shapeOf(object, masks, path, lose)
    if (!shape) continue
    const group = groups.get(textOf(object, 'id') ?? '')
    annotations.push({
      label: textOf(object, 'name') ?? '',
      shape,
      attributes: attributesOf(textOf(object, 'attributes') ?? '', lose),
      ...(textOf(object, 'occluded') === 'yes' && { occluded: true }),
      ...(group !== undefined && { group }),
    })
  }
  return annotations
}

async function shapeOf(object: Element, masks: Masks, path: string, lose: Lose): Promise<Shape | null> {
  const [polygon] = children(object, 'polygon')
  const [segment] = children(object, 'segm')
  if (segment) return maskNamed(textOf(segment, 'mask') ?? '', masks, path, lose)
  const ring = children(polygon, 'pt').flatMap((point) => [Number(textOf(point, 'x')), Number(textOf(point, 'y'))])
  if (ring.length === 0) {
    lose('objects without an outline or a mask')
    return null
  }
  return textOf(object, 'type') === 'bounding_box'
    ? { kind: 'box', ...boundsOfPoints(ring) }
    : { kind: 'polygon', ring, holes: [] }
}

async function maskNamed(name: string, masks: Masks, path: string, lose: Lose): Promise<Shape | null> {
  const found = masks.find.named(name, path, ['Masks', ...foldersOf(path)])
  if (found === null) {
    lose('objects whose mask is not there')
    return null
  }
  try {
    const mask = await maskOfPicture(await readWhole(masks.tree, found))
    if (!mask) lose('masks with nothing inside')
    return mask
  } catch (error) {
    lose(`masks that are no pictures (${messageOf(error)})`)
    return null
  }
}

/** "red, wheels=4" */
function attributesOf(text: string, lose: Lose): Attributes {
  const said = text.split(',').map((part) => part.trim())
  const entries = said.filter(Boolean).map((part) => {
    const [name = '', ...value] = part.split('=').map((side) => side.trim())
    return [name, value.length === 0 ? true : value.join('=')] as const
  })
  return fittingAttributes(Object.fromEntries(entries), lose)
}

/** Objects and their parts belong together: the group is named for the object that is part of none. */
function partGroups(objects: readonly Element[]): Map<string, string> {
  const wholes = new Map<string, string>()
  for (const object of objects) {
    const id = textOf(object, 'id') ?? ''
    const parts = (textOf(children(object, 'parts')[0] ?? {}, 'hasparts') ?? '').split(',').map((part) => part.trim())
    for (const part of parts) if (part !== '' && part !== id) wholes.set(part, id)
  }
  const rootOf = (id: string, steps = objects.length): string => {
    const whole = wholes.get(id)
    return whole === undefined || steps === 0 ? id : rootOf(whole, steps - 1)
  }
  return new Map([...wholes].flatMap(([part, whole]) => [part, whole].map((id) => [id, rootOf(id)] as const)))
}
