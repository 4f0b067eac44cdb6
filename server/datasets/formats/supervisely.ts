import { inflateSync } from 'node:zlib'
import { z } from 'zod'
import { LabelColor } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, foldersOf } from '../sources/tree-path.ts'
import { attributesAndOcclusion } from './fitting-attributes.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject, jsonFilesOf } from './json-heads.ts'
import { kept } from './kept.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import { maskOfPicture } from './mask-png.ts'
import { readJson } from './read-json.ts'
import type { Lose } from './shapes-as.ts'
import { plainTemplate } from './skeleton-places.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportForeign } from './unused-files.ts'
import { writeSupervisely } from './write-supervisely.ts'

const SCORE = 0.94
/** The file that lists the classes. */
const META = 'meta.json'
/** The largest mask that is unpacked. */
const MOST_BYTES = 64 * 1024 * 1024

/** Supervisely: a JSON file for each image in "ann" beside "img", and meta.json with the classes. */
export const supervisely: Format = {
  id: 'supervisely',
  title: 'Supervisely JSON',
  tasks: ['detection', 'segmentation', 'keypoints', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isSupervisely, tree, { score: SCORE, what: '"objects" and "size"' }),

  async *read(tree, findings, declare) {
    const joints = new Map<string, string[]>()
    const metas = jsonFilesOf(tree)
      .map(({ path }) => path)
      .filter((path) => baseName(path) === META)
    for (const path of metas) await declareClasses(tree, path, joints, findings, declare)
    const files = jsonFilesOf(tree)
      .map(({ path }) => path)
      .filter((path) => !metas.includes(path))
    yield* labelledImages(tree, findings, files, (path) => imageIn(tree, path, joints, findings), metas)
  },

  write: writeSupervisely,
}

const isSupervisely = (head: string): boolean => isObject(head) && hasMember(head, 'objects', 'size') && hasMember(head, 'tags')

const Class = z.object({
  title: z.string().min(1),
  color: kept(LabelColor),
  geometry_config: kept(z.object({ nodes: z.record(z.string(), z.object({ label: kept(z.string()) })) })),
})

async function declareClasses(
  tree: FileTree,
  path: string,
  joints: Map<string, string[]>,
  findings: Findings,
  declare: Declare,
): Promise<void> {
  try {
    const { data } = z.object({ classes: z.array(Class) }).safeParse(await readJson(tree, path))
    for (const { title, color, geometry_config: geometry } of data?.classes ?? []) {
      const nodes = Object.keys(geometry?.nodes ?? {})
      if (nodes.length > 0) joints.set(title, nodes)
      const names = nodes.map((node) => geometry?.nodes[node]?.label ?? node)
      if (color || nodes.length > 0)
        declare({ name: title, ...(color && { color }), ...(nodes.length > 0 && { skeleton: plainTemplate(names) }) })
    }
  } catch (error) {
    findings.reject(path, `it is no list of classes that can be read (${messageOf(error)})`)
  }
}

const Pair = z.tuple([z.number(), z.number()])
const Tag = z.object({ name: z.string(), value: z.unknown().optional() })
const SupervisedObject = z.looseObject({
  /** Of the platform; files of other programs have none, or 0. */
  id: kept(z.number().int().positive()),
  classTitle: z.string(),
  geometryType: z.string(),
  tags: kept(z.array(Tag)),
  points: kept(z.object({ exterior: z.array(Pair), interior: kept(z.array(z.array(Pair))) })),
  bitmap: kept(z.object({ data: z.string(), origin: Pair })),
  nodes: kept(z.record(z.string(), z.object({ loc: Pair, disabled: kept(z.boolean()) }))),
})
type SupervisedObject = z.infer<typeof SupervisedObject>
const File = z.object({
  size: z.object({ width: z.number().positive(), height: z.number().positive() }),
  tags: kept(z.array(Tag)),
  objects: z.array(z.unknown()),
})

async function* imageIn(
  tree: FileTree,
  path: string,
  joints: ReadonlyMap<string, readonly string[]>,
  findings: Findings,
): AsyncIterable<SaidOfImage> {
  const { data: file } = File.safeParse(await readJson(tree, path))
  if (!file) {
    reportForeign(path, findings)
    return
  }
  const lose: Lose = (what, kind) => findings.lose(what, path, 1, kind)
  const described = (file.tags ?? []).flatMap(({ name, value }) => (value == null ? [] : [[name, value]]))
  yield {
    // "a.jpg.json" beside "img/a.jpg"; older ones are "a.json".
    names: [baseName(path).replace(/\.json$/i, '')],
    near: [...foldersOf(path), 'img'],
    sharesStem: true,
    labelled: true,
    size: file.size,
    split: splitByFolder(path),
    ...(described.length > 0 && { meta: Object.fromEntries(described) }),
    annotations: () => annotationsOf(file, joints, lose),
  }
}

async function annotationsOf(
  { objects, tags }: z.infer<typeof File>,
  joints: ReadonlyMap<string, readonly string[]>,
  lose: Lose,
): Promise<ReadAnnotation[]> {
  const annotations: ReadAnnotation[] = []
  for (const one of objects) {
    const { data } = SupervisedObject.safeParse(one)
    const shape = data && (await shapeOf(data, joints.get(data.classTitle) ?? null, lose))
    if (!data || !shape) {
      lose(`objects that cannot be read${data ? `: ${data.geometryType}` : ''}`)
      continue
    }
    const said = Object.fromEntries((data.tags ?? []).map(({ name, value }) => [name, value ?? true]))
    const called = data.id ? { id: String(data.id) } : {}
    annotations.push({ label: data.classTitle, shape, ...attributesAndOcclusion(said, lose), ...called })
  }
  // A tag of the image is a class of it.
  for (const { name } of tags ?? []) annotations.push({ label: name, shape: { kind: 'whole' }, attributes: {} })
  return annotations
}

async function shapeOf(one: SupervisedObject, order: readonly string[] | null, lose: Lose): Promise<Shape | null> {
  const ring = one.points?.exterior.flat() ?? []
  switch (one.geometryType) {
    case 'rectangle':
      return ring.length < 4 ? null : { kind: 'box', ...boundsOfPoints(ring) }
    case 'polygon':
      return { kind: 'polygon', ring, holes: (one.points?.interior ?? []).map((hole) => hole.flat()) }
    case 'line':
    case 'polyline':
      return { kind: 'polyline', points: ring }
    case 'point':
      return ring.length === 0 ? null : { kind: 'points', points: ring }
    case 'graph':
      return skeletonOf(one, order)
    case 'bitmap':
      return bitmapOf(one, lose)
    default:
      return null
  }
}

function skeletonOf({ nodes }: SupervisedObject, order: readonly string[] | null): Shape | null {
  const keypoints = (order ?? Object.keys(nodes ?? {})).flatMap((id) => {
    const node = nodes?.[id]
    return node && !node.disabled ? [...node.loc, VISIBILITY.visible] : [0, 0, VISIBILITY.absent]
  })
  return keypoints.length === 0 ? null : { kind: 'skeleton', keypoints }
}

// A PNG, packed once more.
async function bitmapOf({ bitmap }: SupervisedObject, lose: Lose): Promise<Shape | null> {
  if (!bitmap) return null
  try {
    const picture = inflateSync(Buffer.from(bitmap.data, 'base64'), { maxOutputLength: MOST_BYTES })
    return await maskOfPicture(picture, ...bitmap.origin)
  } catch (error) {
    lose(`masks that are no pictures (${messageOf(error)})`)
    return null
  }
}
