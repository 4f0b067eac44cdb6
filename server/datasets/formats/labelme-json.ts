import { z } from 'zod'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import type { Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject } from './json-heads.ts'
import { kept } from './kept.ts'
import { imagesByJson, type SaidOfImage } from './labelled-images.ts'
import { LabelMeShape, labelMeShape } from './labelme-shapes.ts'
import { readJson } from './read-json.ts'
import type { Lose } from './shapes-as.ts'
import { reportForeign } from './unused-files.ts'
import { writeLabelMe } from './write-labelme.ts'

const SCORE = 0.93

/** LabelMe: a JSON file for each image, some with the image inside. */
export const labelMe: Format = {
  id: 'labelme',
  title: 'LabelMe JSON',
  tasks: ['detection', 'segmentation', 'oriented', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isLabelMe, tree, { score: SCORE, what: '"shapes" and "imagePath"' }),

  read: (tree, findings) => imagesByJson(tree, findings, (path) => imageIn(tree, path, findings)),

  write: writeLabelMe,
}

// The image may stand before the shapes, and is longer than any beginning.
const isLabelMe = (head: string): boolean =>
  isObject(head) &&
  (hasMember(head, 'shapes', 'label') || hasMember(head, 'imagePath', 'imageData') || hasMember(head, 'imagePath', 'shapes'))

const File = z.looseObject({
  shapes: z.array(z.unknown()),
  imagePath: kept(z.string()),
  imageData: kept(z.string()),
  imageWidth: kept(z.number().int().positive()),
  imageHeight: kept(z.number().int().positive()),
  flags: kept(z.record(z.string(), z.unknown())),
})
const FILE_KEYS = new Set([...Object.keys(File.shape), 'version', 'lineColor', 'fillColor'])
const SHAPE_KEYS = new Set([...Object.keys(LabelMeShape.shape), 'line_color', 'fill_color'])

async function* imageIn(tree: FileTree, path: string, findings: Findings): AsyncIterable<SaidOfImage> {
  const { data: file } = File.safeParse(await readJson(tree, path))
  if (!file) {
    reportForeign(path, findings)
    return
  }
  const lose: Lose = (what, kind) => findings.lose(what, path, 1, kind)
  for (const key of Object.keys(file)) if (!FILE_KEYS.has(key)) lose(`fields of files that LabelMe does not know: ${key}`)
  const { imagePath, imageData, imageWidth: width, imageHeight: height } = file
  const name = imagePath?.replaceAll('\\', '/') ?? ''
  yield {
    names: name === '' ? [] : [name],
    sharesStem: true,
    labelled: true,
    size: width && height ? { width, height } : null,
    split: null,
    embedded: async () => (imageData ? tree.keep(name || `${stemOf(path)}.jpg`, Buffer.from(imageData, 'base64')) : null),
    annotations: () => annotationsOf(file, lose),
  }
}

async function annotationsOf({ shapes, flags }: z.infer<typeof File>, lose: Lose): Promise<ReadAnnotation[]> {
  const annotations: ReadAnnotation[] = []
  for (const one of shapes) {
    const { data } = LabelMeShape.safeParse(one)
    const shape = data && (await shapeOrNull(data, lose))
    if (!data || !shape) {
      lose(`shapes that cannot be read${data ? `: ${data.shape_type}` : ''}`)
      continue
    }
    for (const key of Object.keys(data)) if (!SHAPE_KEYS.has(key)) lose(`fields of shapes that LabelMe does not know: ${key}`)
    annotations.push({ label: data.label, shape, ...saidOf(data, lose) })
  }
  const classes = Object.entries(flags ?? {}).filter(([, isSet]) => isSet === true)
  return [...annotations, ...classes.map(([label]) => ({ label, shape: { kind: 'whole' as const }, attributes: {} }))]
}

async function shapeOrNull(data: LabelMeShape, lose: Lose) {
  try {
    return await labelMeShape(data)
  } catch (error) {
    lose(`masks that are no pictures (${messageOf(error)})`)
    return null
  }
}

function saidOf({ flags, attributes, description, difficult, score, group_id: group }: LabelMeShape, lose: Lose) {
  const { occluded, ...set } = Object.fromEntries(Object.entries(flags ?? {}).filter(([, value]) => typeof value === 'boolean'))
  const said = {
    ...set,
    ...attributes,
    ...(description && { description }),
    ...(difficult === true && { difficult }),
    ...(typeof score === 'number' && { score }),
  }
  return {
    attributes: fittingAttributes(said, lose),
    ...(occluded === true && { occluded }),
    ...(group != null && { group: String(group) }),
  }
}
