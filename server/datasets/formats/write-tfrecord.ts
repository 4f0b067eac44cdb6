import type { Label } from '#shared/ontology.ts'
import { boxWithin, toMask } from '#shared/shapes/convert.ts'
import { type Box, bounds, type Mask, pluralOf, type Shape } from '#shared/shapes/index.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { framed } from '../../framed-record.ts'
import type { Findings } from '../findings.ts'
import { extensionOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { writeLabelMap } from './label-map.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'
import { type Feature, writeExample } from './tensorflow-example.ts'
import { FIELDS } from './tfrecord-objects.ts'
import { writePng } from './write-png.ts'
import { type Entry, imageBytes, usedSplits } from './written-entries.ts'
import { writtenLegend } from './written-legend.ts'
import { paintedOf, paintNumber } from './written-masks.ts'

type Annotation = Entry['annotations'][number]
/** Attributes that a record holds as numbers of its objects. */
const FLAGS = { difficult: FIELDS.difficult, truncated: FIELDS.truncated, crowd: FIELDS.crowd, group_of: FIELDS.groupOf } as const
/** Kinds that a record holds as the picture of their pixels. */
const AREA_KINDS: readonly Shape['kind'][] = ['mask', 'polygon', 'ellipse', 'rotated-box']
const INSIDE = 0xff

/** {train,val,test}.tfrecord with the images inside where they are wanted, and label_map.pbtxt. */
export async function* writeTfRecord(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const ids = new Map(legend.map(({ name, index }) => [name, index]))
  const splits = await usedSplits(source)
  yield { path: 'label_map.pbtxt', content: { text: [writeLabelMap(legend.map(({ name, index }) => ({ id: index, name })))] } }
  for (const split of splits) yield { path: `${SPLIT_FILE_NAMES[split]}.tfrecord`, content: { bytes: records(split) } }

  async function* records(split: Entry['split']): AsyncIterable<Uint8Array> {
    for await (const entry of source.entries(split)) {
      const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
      const image = await imageBytes(source, entry)
      yield framed(writeExample(new Map([...imageFeatures(entry, image), ...objectFeatures(entry, ids, source.labels, lose)])))
    }
  }
}

type Features = [name: string, feature: Feature][]

function imageFeatures({ fileName, width, height, hash }: Entry, image: Buffer | null): Features {
  const extension = extensionOf(fileName)
  return [
    [FIELDS.filename, texts([fileName])],
    [FIELDS.sourceId, texts([fileName])],
    [FIELDS.width, integers([width])],
    [FIELDS.height, integers([height])],
    [FIELDS.format, texts([extension === 'jpg' ? 'jpeg' : extension])],
    [FIELDS.digest, texts([hash])],
    ...(image ? [[FIELDS.encoded, { kind: 'bytes', values: [image] }] satisfies Features[number]] : []),
  ]
}

function objectFeatures(entry: Entry, ids: ReadonlyMap<string, number>, labels: readonly Label[], lose: Lose): Features {
  const classes = entry.annotations.filter(({ shape }) => bounds(shape) === null)
  const objects = boxed(entry, lose)
  for (const { annotation } of [...classes.map((annotation) => ({ annotation })), ...objects]) {
    loseExtras({ ...annotation, attributes: withoutFlags(annotation) }, [], lose)
  }
  const share = (of: (box: Box) => number, side: number) => floats(objects.map(({ box }) => of(box) / side))
  return [
    ...classFeatures(classes, FIELDS.imageClass, ids),
    ...classFeatures(
      objects.map(({ annotation }) => annotation),
      FIELDS.objectClass,
      ids,
    ),
    [FIELDS.box.left, share(({ x }) => x, entry.width)],
    [FIELDS.box.top, share(({ y }) => y, entry.height)],
    [FIELDS.box.right, share(({ x, width }) => x + width, entry.width)],
    [FIELDS.box.bottom, share(({ y, height }) => y + height, entry.height)],
    ...Object.entries(FLAGS).map(([name, field]): Features[number] => [
      field,
      integers(objects.map(({ annotation }) => Number(annotation.attributes[name] === true))),
    ]),
    ...maskFeatures(entry, objects, lose),
    ...jointFeatures(entry, objects, labels),
  ]
}

interface Boxed {
  readonly annotation: Annotation
  readonly box: Box
}

/** The objects of an image with the box around each, without which a record holds none. */
function boxed(entry: Entry, lose: Lose): Boxed[] {
  return entry.annotations.flatMap((annotation) => {
    const { shape } = annotation
    if (bounds(shape) === null) return []
    const box = boxWithin(shape, entry)
    if (!box) lose(`${pluralOf(shape.kind)} without an area: a record holds boxes`)
    else if (shape.kind === 'polyline' || shape.kind === 'points') lose(`${pluralOf(shape.kind)} written as boxes`, 'converted')
    return box ? [{ annotation, box }] : []
  })
}

function withoutFlags({ attributes }: Annotation): Annotation['attributes'] {
  return Object.fromEntries(Object.entries(attributes).filter(([name, value]) => !(name in FLAGS && typeof value === 'boolean')))
}

function classFeatures(
  annotations: readonly Annotation[],
  field: { text: string; id: string },
  ids: ReadonlyMap<string, number>,
): Features {
  if (annotations.length === 0) return []
  return [
    [field.text, texts(annotations.map(({ label }) => label))],
    [field.id, integers(annotations.map(({ label }) => ids.get(label) as number))],
  ]
}

/** Masks stand beside all objects of a record or beside none: where one has an area, the others have their box painted. */
function maskFeatures(entry: Entry, objects: readonly Boxed[], lose: Lose): Features {
  const areas = objects.map(({ annotation }) => annotation).filter(({ shape }) => AREA_KINDS.includes(shape.kind))
  if (areas.length === 0) return []
  const masks = new Map(paintedOf({ ...entry, annotations: areas }, lose).map(({ annotation, mask }) => [annotation, mask]))
  const pictures = objects.map(({ annotation, box }) => {
    if (annotation.shape.kind === 'box') lose('boxes beside masks, written as masks', 'converted')
    return maskPng(entry, masks.get(annotation) ?? toMask(box))
  })
  return [[FIELDS.mask, { kind: 'bytes', values: pictures }]]
}

/** A picture as large as the image. */
function maskPng({ width, height }: Entry, mask: Mask | null): Uint8Array {
  const values = new Uint8Array(width * height)
  if (mask) paintNumber(values, width, mask, INSIDE)
  return writePng({ width, height, values })
}

function jointFeatures({ width, height }: Entry, objects: readonly Boxed[], labels: readonly Label[]): Features {
  const joints = objects.map(({ annotation: { shape } }) => (shape.kind === 'skeleton' ? keypointsOf(shape) : []))
  const all = joints.flat()
  if (all.length === 0) return []
  const namesOf = ({ label }: Annotation) => labels.find(({ name }) => name === label)?.skeleton?.keypoints
  const names = objects.flatMap(
    ({ annotation }, at) => joints[at]?.map((_, joint) => namesOf(annotation)?.[joint] ?? String(joint + 1)) ?? [],
  )
  return [
    [FIELDS.joints.count, integers(joints.map(({ length }) => length))],
    [FIELDS.joints.name, texts(names)],
    [FIELDS.joints.x, floats(all.map(({ x, visibility }) => (visibility === VISIBILITY.absent ? 0 : x / width)))],
    [FIELDS.joints.y, floats(all.map(({ y, visibility }) => (visibility === VISIBILITY.absent ? 0 : y / height)))],
    [FIELDS.joints.visibility, integers(all.map(({ visibility }) => visibility))],
  ]
}

const texts = (values: readonly string[]): Feature => ({ kind: 'bytes', values: values.map((value) => Buffer.from(value)) })
const floats = (values: readonly number[]): Feature => ({ kind: 'floats', values })
const integers = (values: readonly number[]): Feature => ({ kind: 'integers', values })
