import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import { DatumaroAnnotation, datumaroExtras, datumaroShape } from './datumaro-shapes.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject, jsonPathsThat } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { kept } from './kept.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import type { Lose } from './shapes-as.ts'
import { plainTemplate } from './skeleton-places.ts'
import { splitNamed } from './splits-by-name.ts'
import { DATUMARO_ID, writeDatumaro } from './write-datumaro.ts'

const SCORE = 0.94

/** Datumaro: a JSON file for each subset, with categories and items. */
export const datumaro: Format = {
  id: 'datumaro',
  title: 'Datumaro JSON',
  tasks: ['detection', 'segmentation', 'oriented', 'keypoints', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isDatumaro, tree, { score: SCORE, what: '"categories" and "items"' }),

  async *read(tree, findings, declare) {
    const files = await jsonPathsThat(isDatumaro, tree)
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, findings, declare))
  },

  write: writeDatumaro,
  writesMeta: true,
}

// Where the list of labels is long, the items are out of sight.
const isDatumaro = (head: string): boolean =>
  isObject(head) && /"categories"\s*:\s*\{/.test(head) && (hasMember(head, 'items') || /"label"\s*:\s*\{/.test(head))

const Categories = z.object({
  label: kept(z.object({ labels: z.array(z.object({ name: z.string(), parent: kept(z.string()) })) })),
  points: kept(z.object({ items: z.array(z.object({ label_id: z.number().int(), labels: z.array(z.string()) })) })),
})
const Media = kept(z.object({ path: kept(z.string()), size: kept(z.tuple([z.number().positive(), z.number().positive()])) }))
const Item = z.object({
  id: z.string(),
  annotations: z.array(z.unknown()).default([]),
  attr: kept(z.record(z.string(), z.unknown())),
  image: Media,
  media: Media,
})

/** What a file says before its items are read. */
interface Known {
  readonly labels: readonly string[]
  /** Names of the joints of a label, by its number. */
  readonly joints: ReadonlyMap<number, readonly string[]>
  /** A list of images alone does not say that there is nothing on them. */
  readonly saysWhatIsThere: boolean
}

async function* imagesIn(tree: FileTree, path: string, findings: Findings, declare: Declare): AsyncIterable<SaidOfImage> {
  const known = await readAhead(tree, path, declare)
  const split = splitNamed(stemOf(path))
  for await (const { holder, value } of jsonParts(await tree.stream(path), ['items'])) {
    if (holder !== 'items') continue
    const { data: item } = Item.safeParse(value)
    if (!item) {
      findings.lose('items that cannot be read', path)
      continue
    }
    const [height, width] = item.image?.size ?? item.media?.size ?? []
    const lose: Lose = (what, kind) => findings.lose(what, `${path}: ${item.id}`, 1, kind)
    yield {
      names: [item.image?.path, item.media?.path]
        .flatMap((name) => name ?? [])
        .concat(IMAGE_TYPES.map((type) => `${item.id}.${type}`)),
      near: [stemOf(path)],
      labelled: known.saysWhatIsThere,
      size: width && height ? { width, height } : null,
      split,
      ...metaOf(item),
      annotations: () => item.annotations.flatMap((one) => annotationOf(one, known, lose)),
    }
  }
}

/** What an item says of its image, and its id where that is not the name of the image. */
function metaOf({ id, attr, image, media }: z.infer<typeof Item>): Pick<SaidOfImage, 'meta'> {
  const path = image?.path ?? media?.path ?? ''
  const name = path.replace(/\.[^./]*$/, '')
  const isNamed = path === '' || name === id || name.endsWith(`/${id}`)
  const meta = { ...attr, ...(!isNamed && { [DATUMARO_ID]: id }) }
  return Object.keys(meta).length > 0 ? { meta } : {}
}

/** Some files name their images by the id alone. */
const IMAGE_TYPES = ['jpg', 'png', 'jpeg']

async function readAhead(tree: FileTree, path: string, declare: Declare): Promise<Known> {
  let categories: z.infer<typeof Categories> | null = null
  let saysWhatIsThere = false
  for await (const { holder, key, value } of jsonParts(await tree.stream(path), ['items'])) {
    if (holder === '' && key === 'categories') categories = Categories.safeParse(value).data ?? null
    if (holder === 'items') saysWhatIsThere ||= (Item.safeParse(value).data?.annotations.length ?? 0) > 0
    if (categories && saysWhatIsThere) break
  }
  const listed = categories?.label?.labels ?? []
  const labels = listed.map(({ name }) => name)
  const joints = new Map((categories?.points?.items ?? []).map(({ label_id: id, labels: names }) => [id, names]))
  for (const [id, { name, parent }] of listed.entries()) {
    const names = joints.get(id) ?? []
    if (!parent && names.length === 0) continue
    // The joints of a skeleton are labels of their own there, whose parent it is.
    if (parent && joints.has(labels.indexOf(parent))) continue
    declare({
      name,
      ...(parent && labels.includes(parent) && { parent }),
      ...(names.length > 0 && { skeleton: plainTemplate([...names]) }),
    })
  }
  return { labels, joints, saysWhatIsThere }
}

function annotationOf(one: unknown, { labels, joints }: Known, lose: Lose): ReadAnnotation[] {
  const { data } = DatumaroAnnotation.safeParse(one)
  if (!data) {
    lose('annotations without a type')
    return []
  }
  const label = labels[data.label_id ?? -1]
  const names = joints.get(data.label_id ?? -1)
  const shape = datumaroShape(names ? { ...data, elements: inOrder(data.elements ?? [], names, labels) } : data)
  if (!shape) lose(`annotations of type ${data.type}, which have no place here`)
  else if (label === undefined) lose('annotations without a label')
  else return [{ label, shape, ...datumaroExtras(data, lose) }]
  return []
}

/** The joints of a skeleton in the order of its label. */
function inOrder(
  elements: NonNullable<DatumaroAnnotation['elements']>,
  names: readonly string[],
  labels: readonly string[],
): NonNullable<DatumaroAnnotation['elements']> {
  const named = new Map(elements.map((element) => [labels[element.label_id ?? -1], element]))
  if (!names.some((name) => named.has(name))) return elements
  return names.map((name) => named.get(name) ?? { label_id: null, points: [], visibility: null })
}
