import { z } from 'zod'
import type { Attributes } from '#shared/domain/annotation.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import type { Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject } from './json-heads.ts'
import { kept } from './kept.ts'
import { imagesByJson, type SaidOfImage } from './labelled-images.ts'
import { maskOfPicture } from './mask-png.ts'
import { readJson } from './read-json.ts'
import { flatPoints, ringsShape } from './rings-shape.ts'
import type { Lose } from './shapes-as.ts'
import { reportForeign } from './unused-files.ts'

const SCORE = 0.92

/** Dataloop JSON: a file for each image. */
export const dataloop: Format = {
  id: 'dataloop',
  title: 'Dataloop JSON',
  tasks: ['detection', 'segmentation', 'oriented', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isDataloop, tree, { score: SCORE, what: '"annotations" of a "datasetId" or "itemId"' }),

  read: (tree, findings) => imagesByJson(tree, findings, (path) => imageIn(tree, path, findings)),

  write: null,
}

const isDataloop = (head: string): boolean =>
  isObject(head) &&
  hasMember(head, 'annotations') &&
  (hasMember(head, 'datasetId', 'label') || hasMember(head, 'itemId', 'coordinates'))

const System = kept(z.object({ width: kept(z.number().positive()), height: kept(z.number().positive()) }))
const File = z.object({
  filename: kept(z.string()),
  name: kept(z.string()),
  metadata: kept(z.object({ system: System })),
  annotations: z.array(z.unknown()),
})
const Row = z.object({
  id: kept(z.string()),
  type: z.string(),
  label: z.string(),
  attributes: kept(z.union([z.array(z.string()), z.record(z.string(), z.unknown())])),
  coordinates: z.unknown().optional(),
  angle: kept(z.number()),
  metadata: kept(z.object({ system: kept(z.object({ frame: kept(z.number()) })) })),
})
type Row = z.infer<typeof Row>

async function* imageIn(tree: FileTree, path: string, findings: Findings): AsyncIterable<SaidOfImage> {
  const { data: file } = File.safeParse(await readJson(tree, path))
  if (!file) {
    reportForeign(path, findings)
    return
  }
  const lose: Lose = (what, kind) => findings.lose(what, path, 1, kind)
  const { width, height } = file.metadata?.system ?? {}
  yield {
    names: [file.filename, file.name].flatMap((name) => (name ? [name.replace(/^\/+/, '')] : [])),
    sharesStem: true,
    labelled: true,
    size: width && height ? { width, height } : null,
    split: null,
    annotations: () => annotationsOf(file.annotations, lose),
  }
}

async function annotationsOf(rows: readonly unknown[], lose: Lose): Promise<ReadAnnotation[]> {
  const annotations: ReadAnnotation[] = []
  for (const one of rows) {
    const { data } = Row.safeParse(one)
    const shape = data && (await shapeOf(data, lose))
    if (data && shape)
      annotations.push({ label: data.label, shape, attributes: attributesOf(data, lose), ...(data.id && { id: data.id }) })
    else if (!data) lose('annotations without a type or a label')
  }
  return annotations
}

function attributesOf({ attributes }: Row, lose: Lose): Attributes {
  const said = Array.isArray(attributes) ? Object.fromEntries(attributes.map((name) => [name, true])) : (attributes ?? {})
  return fittingAttributes(said, lose)
}

async function shapeOf(row: Row, lose: Lose): Promise<Shape | null> {
  const read = readers[row.type]
  if (!read) {
    lose(`annotations of type ${row.type}, which have no place here`)
    return null
  }
  try {
    const shape = await read(row)
    if (!shape) lose(`annotations of type ${row.type} that cannot be read`)
    return shape
  } catch (error) {
    lose(`masks that are no pictures (${messageOf(error)})`)
    return null
  }
}

const Ellipse = z.object({
  center: z.object({ x: z.number(), y: z.number() }),
  rx: z.number(),
  ry: z.number(),
  angle: kept(z.number()),
})

const readers: Readonly<Record<string, (row: Row) => Shape | null | Promise<Shape | null>>> = {
  class: () => ({ kind: 'whole' }),
  box({ coordinates, angle }) {
    const flat = flatPoints(coordinates)
    if (flat.length < 4) return null
    const { x, y, width, height } = boundsOfPoints(flat)
    if (!angle) return { kind: 'box', x, y, width, height }
    return { kind: 'rotated-box', cx: x + width / 2, cy: y + height / 2, width, height, rotation: wholeTurn(angle) }
  },
  segment({ coordinates }) {
    const rings = Array.isArray(coordinates) && Array.isArray(coordinates[0]) ? (coordinates as unknown[]) : [coordinates]
    return ringsShape(rings.map(flatPoints))
  },
  polyline({ coordinates }) {
    const [first] = Array.isArray(coordinates) ? (coordinates as unknown[]) : []
    const points = flatPoints(Array.isArray(first) ? first : coordinates)
    return points.length < 4 ? null : { kind: 'polyline', points }
  },
  point({ coordinates }) {
    const points = flatPoints([coordinates])
    return points.length === 0 ? null : { kind: 'points', points }
  },
  ellipse({ coordinates }) {
    const { data } = Ellipse.safeParse(coordinates)
    return data
      ? { kind: 'ellipse', cx: data.center.x, cy: data.center.y, rx: data.rx, ry: data.ry, rotation: wholeTurn(data.angle ?? 0) }
      : null
  },
  // A picture of the whole image, transparent outside.
  async binary({ coordinates }) {
    const text = typeof coordinates === 'string' ? coordinates : (coordinates as { data?: unknown } | null)?.data
    if (typeof text !== 'string') return null
    return maskOfPicture(Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64'))
  },
}
