import type { Split } from '#shared/domain/asset.ts'
import type { Label } from '#shared/ontology.ts'
import type { ShapeOf } from '#shared/shapes/index.ts'
import { frameCounts } from '#shared/shapes/mask-frame.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { numberInId, tellNumber } from './number-in-id.ts'
import { type Lose, loseExtras, ringOf, shapesAs } from './shapes-as.ts'
import { numberedJoints } from './skeleton-places.ts'
import { createEmptySplits, type Entry, imageFiles, jsonList, splitFolder, usedSplits } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** The metadata of an image that says the id of its item, where the name of the image does not. */
export const DATUMARO_ID = 'datumaro_id'
const KINDS = ['box', 'rotated-box', 'polygon', 'polyline', 'points', 'mask', 'skeleton', 'whole'] as const

/** annotations/{train,val,test}.json for the splits that have images and, where wanted, images/{train,val,test}. */
export async function* writeDatumaro(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const joints = new Map<string, number>()
  const empty = createEmptySplits()
  const splits = await usedSplits(source, (entry) => {
    empty.see(entry)
    for (const { label, shape } of entry.annotations)
      joints.set(label, Math.max(joints.get(label) ?? 0, shape.kind === 'skeleton' ? keypointsOf(shape).length : 0))
  })
  empty.tell(findings)
  const categories = categoriesOf(joints, source.labels)
  yield* imageFiles(source, (entry) => `images/${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits)
    yield {
      path: `annotations/${splitFolder({ split })}.json`,
      content: { text: document(source, split, categories, findings) },
    }
}

interface Categories {
  readonly rows: object
  readonly ids: ReadonlyMap<string, number>
  /** The numbers of the labels of a label's joints. */
  readonly joints: ReadonlyMap<string, readonly number[]>
}

/** Joints are labels of their own, whose parent is the label of the skeleton. */
function categoriesOf(counts: ReadonlyMap<string, number>, labels: readonly Label[]): Categories {
  const known = new Map(labels.map((label) => [label.name, label]))
  const names = [...counts.keys()].sort()
  const rows: object[] = names.map((name) => ({ name, parent: known.get(name)?.parent ?? '', attributes: [] }))
  const points: object[] = []
  const joints = new Map<string, number[]>()
  for (const [index, name] of names.entries()) {
    const count = counts.get(name) ?? 0
    if (count === 0) continue
    const template = known.get(name)?.skeleton
    const own = template?.keypoints ?? numberedJoints(count)
    joints.set(
      name,
      own.map((joint) => rows.push({ name: joint, parent: name, attributes: [] }) - 1),
    )
    points.push({ label_id: index, labels: own, joints: (template?.edges ?? []).map(([from, to]) => [from + 1, to + 1]) })
  }
  const pointRows = points.length > 0 ? { points: { items: points } } : {}
  return {
    rows: { label: { labels: rows, attributes: [] }, ...pointRows },
    ids: new Map(names.map((name, id) => [name, id])),
    joints,
  }
}

async function* document(source: ExportSource, split: Split, categories: Categories, findings: Findings): AsyncIterable<string> {
  yield `{"info":{},"categories":${JSON.stringify(categories.rows)},\n"items":`
  yield* jsonList(items(source.entries(split), categories, findings))
  yield '}\n'
}

async function* items(entries: AsyncIterable<Entry>, categories: Categories, findings: Findings): AsyncIterable<object> {
  const taken = new Set<string>()
  for await (const entry of entries) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const groups = [...new Set(entry.annotations.flatMap(({ group }) => group ?? []))]
    let highest = entry.annotations.reduce((most, annotation) => Math.max(most, numberInId(annotation)), 0)
    const annotations = entry.annotations.flatMap((annotation) => {
      const id = numberInId(annotation) || ++highest
      tellNumber(annotation, id, lose)
      return shapesAs(annotation.shape, KINDS, lose).map((shape) => ({
        id,
        ...placeOf(shape, annotation, entry, categories, lose),
        ...extrasOf(annotation, groups, lose),
      }))
    })
    const image = { path: entry.fileName, size: [entry.height, entry.width] }
    yield { ...itemOf(entry, taken), annotations, image }
  }
}

/** The id of an image's item, and what else is known of the image. */
function itemOf({ fileName, meta = {} }: Entry, taken: Set<string>): { id: string; attr: object } {
  const { [DATUMARO_ID]: given, ...attr } = meta
  if (typeof given !== 'string' || taken.has(given)) return { id: stemOf(fileName), attr: meta }
  taken.add(given)
  return { id: given, attr }
}

function extrasOf(annotation: Annotation, groups: readonly string[], lose: Lose): object {
  const { attributes, occluded, order, group, track } = annotation
  loseExtras(annotation, ['attributes', 'occluded', 'order', 'group', 'track', 'originId'], lose)
  const inVideo = track && { track_id: track.number, keyframe: track.keyframe }
  const said = Object.entries({ ...attributes, ...(occluded && { occluded }), ...inVideo }).filter(([, value]) => value !== null)
  return {
    attributes: Object.fromEntries(said),
    group: group === null ? 0 : groups.indexOf(group) + 1,
    z_order: order,
  }
}

function placeOf(
  shape: ShapeOf<(typeof KINDS)[number]>,
  { label }: Annotation,
  entry: Entry,
  { ids, joints }: Categories,
  lose: Lose,
): object {
  const label_id = ids.get(label)
  switch (shape.kind) {
    case 'box':
      return { type: 'bbox', label_id, bbox: [shape.x, shape.y, shape.width, shape.height] }
    case 'rotated-box':
      return { type: 'rotated_bbox', label_id, bbox: [shape.cx, shape.cy, shape.width, shape.height, shape.rotation] }
    case 'polygon':
      return { type: 'polygon', label_id, points: ringOf(shape, lose) }
    case 'polyline':
      return { type: 'polyline', label_id, points: shape.points }
    case 'points':
      return { type: 'points', label_id, points: shape.points, visibility: visible(shape.points.length / 2) }
    case 'mask': {
      const counts = frameCounts(shape, entry.width, entry.height)
      return { type: 'mask', label_id, rle: { counts, size: [entry.height, entry.width] } }
    }
    case 'skeleton':
      return { type: 'skeleton', label_id, elements: elementsOf(shape, joints.get(label) ?? []) }
    case 'whole':
      return { type: 'label', label_id }
  }
}

const visible = (count: number): number[] => Array.from({ length: count }, () => 2)
const elementsOf = (shape: ShapeOf<'skeleton'>, labels: readonly number[]): object[] =>
  keypointsOf(shape).map(({ x, y, visibility }, index) => ({
    type: 'points',
    label_id: labels[index] ?? null,
    points: [x, y],
    visibility: [visibility],
  }))
