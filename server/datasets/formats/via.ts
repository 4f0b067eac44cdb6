import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { attributesAndOcclusion } from './fitting-attributes.ts'
import type { Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject, jsonPathsThat } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import type { Lose } from './shapes-as.ts'
import { viaShape } from './via-shapes.ts'
import { writeVia } from './write-via.ts'

const SCORE = 0.93
const IMAGES = '_via_img_metadata'
/** Attributes that name what a region shows, the likeliest first; else the only one does. */
const LABEL_NAMES = ['label', 'class', 'name', 'type', 'category', 'object', 'tag']

/** VGG Image Annotator, projects and annotations of versions 1 and 2. */
export const via: Format = {
  id: 'via',
  title: 'VGG Image Annotator (VIA)',
  tasks: ['detection', 'segmentation', 'classification'],

  detect: (tree) => detectedByJson(isVia, tree, { score: SCORE, what: '"regions" and "file_attributes"' }),

  async *read(tree, findings) {
    const files = await jsonPathsThat(isVia, tree)
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, findings))
  },

  write: writeVia,
}

const isVia = (head: string): boolean =>
  isObject(head) && (hasMember(head, IMAGES) || hasMember(head, 'filename', 'regions', 'file_attributes'))

const Values = z.record(z.string(), z.unknown())
const Region = z.object({ shape_attributes: Values, region_attributes: Values.nullish() })
const Image = z.object({
  filename: z.string().min(1),
  // Version 1 numbers the regions as members of an object.
  regions: z
    .union([z.array(z.unknown()), Values.transform((regions) => Object.values(regions))])
    .nullish()
    .transform((regions) => regions ?? []),
  file_attributes: Values.nullish(),
})

async function* imagesIn(tree: FileTree, path: string, findings: Findings): AsyncIterable<SaidOfImage> {
  const images: z.infer<typeof Image>[] = []
  for await (const { holder, key, value } of jsonParts(await tree.stream(path), [IMAGES])) {
    if (holder === '' && key.startsWith('_via')) continue
    const { data } = Image.safeParse(value)
    if (data) images.push(data)
    else findings.lose('images that cannot be read', path)
  }
  const saysWhatIsThere = images.some(
    ({ regions, file_attributes: said }) => regions.length > 0 || Object.keys(said ?? {}).length > 0,
  )
  for (const image of images) {
    const lose: Lose = (what, kind) => findings.lose(what, `${path}: ${image.filename}`, 1, kind)
    yield {
      names: [image.filename],
      labelled: saysWhatIsThere,
      size: null,
      split: null,
      annotations: () => annotationsOf(image, lose),
    }
  }
}

function annotationsOf({ regions, file_attributes: said }: z.infer<typeof Image>, lose: Lose): ReadAnnotation[] {
  const annotations = regions.flatMap((one): ReadAnnotation[] => {
    const { data } = Region.safeParse(one)
    const shape = data && viaShape(data.shape_attributes)
    if (!shape) {
      lose('regions that cannot be read')
      return []
    }
    const { labels, attributes } = named(data.region_attributes ?? {})
    if (labels.length === 0) lose('regions without a label')
    const extras = attributesAndOcclusion(attributes, lose)
    return labels.map((label) => ({ label, shape, ...extras }))
  })
  const { labels, attributes } = named(said ?? {})
  for (const name of Object.keys(attributes)) lose(`attributes of files: ${name}`)
  return [...annotations, ...labels.map((label) => ({ label, shape: { kind: 'whole' as const }, attributes: {} }))]
}

/** The label among attributes, and the others. What was ticked of several is true by its name. */
function named(given: z.infer<typeof Values>): { labels: string[]; attributes: Record<string, unknown> } {
  const names = Object.keys(given)
  const by =
    LABEL_NAMES.map((one) => names.find((name) => name.toLowerCase() === one)).find((name) => name !== undefined) ?? names[0]
  const attributes: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (name === by) continue
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [option, isSet] of Object.entries(value)) {
        if (isSet === true) attributes[`${name}.${option}`] = true
      }
    else if (value !== '' && value !== null) attributes[name] = value
  }
  return { labels: labelsIn(by === undefined ? undefined : given[by]), attributes }
}

function labelsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return value === '' ? [] : [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([option, isSet]) => (isSet === true ? [option] : []))
}
